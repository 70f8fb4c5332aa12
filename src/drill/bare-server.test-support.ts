import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SOURCE = `
import { createServer } from 'node:http'
let requests = 0
const server = createServer((request, response) => {
  if (request.url === '/.well-known/holdfast/health') return response.end(JSON.stringify({ holdfast: true, instance: 'instance-1' }))
  if (request.socket.remoteAddress.startsWith('127.66.')) requests++
  request.resume()
  response.end('<h1>Here</h1>')
})
server.listen(0, '127.0.0.1', 4096, () => process.send({ port: server.address().port }))
process.on('message', () => process.send({ requests }))
process.on('disconnect', () => process.exit(0))
`

/** A bare Node server in a process of its own that counts what the attack's addresses send. */
export async function startBareServer(): Promise<{
  port: number
  requests(): Promise<number>
  close(): Promise<void>
}> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bare-'))
  const file = join(folder, 'server.mjs')
  writeFileSync(file, SOURCE)
  const child = fork(file, { execArgv: [] })
  const next = <T>() => new Promise<T>((resolve) => child.once('message', (message) => resolve(message as T)))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const { port } = await next<{ port: number }>()
  return {
    port,
    async requests() {
      const answer = next<{ requests: number }>()
      child.send('count')
      return (await answer).requests
    },
    async close() {
      if (child.connected) child.disconnect()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
