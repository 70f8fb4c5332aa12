import { parentPort } from 'node:worker_threads'
import { mineAgainst } from '../explain/mine-against.js'
import type { ValueTexts } from '../explain/miner-input.js'
import { type PreparedNormal, prepareNormal } from '../explain/prepare-normal.js'
import { UNKNOWN } from '../traffic/attributes.js'
import type { ColumnTexts, FromMinerWorker, ToMinerWorker } from './miner-messages.js'

/** The thread that searches for `MinerThread`: it keeps what is normal on each platform, and answers one search after another. */
const normals = new Map<string, PreparedNormal>()
const say = (message: FromMinerWorker) => parentPort?.postMessage(message)

parentPort?.on('message', (message: ToMinerWorker) => {
  if (message.kind === 'normal') normals.set(message.platform, prepareNormal(message.normal))
  else if (message.kind === 'forget') normals.delete(message.platform)
  else {
    const normal = normals.get(message.platform)
    if (!normal) throw new Error('A search came before the normal visits of its platform.')
    say({ kind: 'mined', mined: mineAgainst(normal, { ...message.input, dictionaries: message.texts.map(lookUp) }) })
  }
})
say({ kind: 'ready' })

function lookUp({ ids, texts }: ColumnTexts): ValueTexts {
  const byId = new Map(texts.map((text, i) => [ids[i] ?? UNKNOWN, text]))
  const byText = new Map(texts.map((text, i) => [text, ids[i] ?? UNKNOWN]))
  return { text: (id) => byId.get(id), find: (text) => byText.get(text) ?? UNKNOWN }
}
