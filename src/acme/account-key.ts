import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { AcmeProblem } from './acme-problem.js'
import { writePrivate } from './certificate-file.js'

/** A new key on the curve that browsers and authorities all know, as PEM. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/**
 * The key by which the authority knows this Holdfast; made when there is none.
 * @throws AcmeProblem when the file is something else; the error of the file system
 */
export function accountKey(file: string): string {
  let pem: string
  try {
    pem = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const made = newKey()
    writePrivate(file, made)
    return made
  }
  try {
    createPrivateKey(pem)
    return pem
  } catch {
    throw new AcmeProblem(
      `${file} is no private key. Put the right one back, or remove it: then a new account is made.`,
    )
  }
}
