import { createTextSigner } from '../sketch/text-signer.js'

const ROTATE_EVERY_MS = 12 * 3_600_000
/** A key may be gone when nothing that it signed is valid any more; of the keys of two days the others are made again. */
const MOST_KEYS = 4

/**
 * Signs texts by a key that is another one every twelve hours. Which key it was is told by the time of signing, which
 * the signed text must hold; whoever verifies passes that time and has checked before that it is not too long ago.
 */
export class RotatingSigner {
  readonly #secret: string
  readonly #purpose: string
  readonly #signers = new Map<number, (text: string) => string>()

  /**
   * @param secret at least 16 bytes, the same on every edge
   * @param purpose what is signed; signatures for one purpose are worth nothing for another
   * @throws RangeError when the secret is too short
   */
  constructor(secret: Uint8Array, purpose: string) {
    if (secret.length < 16)
      throw new RangeError(`The secret of ${purpose} has ${secret.length} bytes; give it at least 16 random bytes.`)
    this.#secret = Buffer.from(secret).toString('base64url')
    this.#purpose = purpose
  }

  /** The signature of a text, 43 characters in base64url. @param signedAt milliseconds since the epoch */
  sign(text: string, signedAt: number): string {
    return this.#signerOf(Math.floor(signedAt / ROTATE_EVERY_MS))(text)
  }

  #signerOf(epoch: number): (text: string) => string {
    const known = this.#signers.get(epoch)
    if (known) return known
    const signer = createTextSigner(Buffer.from(`holdfast ${this.#purpose} ${epoch} ${this.#secret}`))
    if (this.#signers.size >= MOST_KEYS) this.#signers.clear()
    this.#signers.set(epoch, signer)
    return signer
  }
}
