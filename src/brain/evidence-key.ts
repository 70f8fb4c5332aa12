import { join } from 'node:path'
import { readSecretFile, writeSecretFile } from '../config/secret-file.js'
import { createNoteSigner, type NoteSigner, newSigningSeed } from '../record/log/note.js'

const FILE = 'evidence-key'

/**
 * The key that the evidence log of a data folder is signed with; a new one where there is none.
 * @param host of the sites, by which others know whose log it is; kept with the key, so that it stays the same
 * @throws Error when the file is there and cannot be used: a new key would make a new log of the old one's place
 */
export function evidenceKey(dataDir: string, host: string): NoteSigner {
  const path = join(dataDir, FILE)
  const kept = readSecretFile(path)
  if (kept !== null) {
    const [, name, seed] = /^(\S+) ([0-9a-f]{64})\n$/.exec(kept) ?? []
    if (name === undefined || seed === undefined)
      throw new Error(
        `${path} is damaged: it is to hold the log's name and 64 hexadecimal digits. Bring it back from a copy, or remove it and ${join(dataDir, 'evidence')} to begin a new log.`,
      )
    return createNoteSigner(name, Buffer.from(seed, 'hex'))
  }
  const seed = newSigningSeed()
  const signer = createNoteSigner(`${host}/holdfast-evidence`, seed)
  writeSecretFile(path, `${signer.name} ${seed.toString('hex')}\n`)
  return signer
}
