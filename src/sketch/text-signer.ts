import { hash } from 'node:crypto'

/** Bytes that SHA-256 takes at a time. */
const BLOCK_BYTES = 64
const DIGEST_BYTES = 32

/**
 * Signs texts with HMAC-SHA256 (RFC 2104), the key being the SHA-256 of the secret in base64url. By two digests in one
 * call each, which takes less than half the time of `createHmac`: a flood can ask for a signature with every request.
 * @returns the signature of a text in UTF-8, in base64url: 43 characters
 */
export function createTextSigner(secret: Uint8Array): (text: string) => string {
  const key = Buffer.alloc(BLOCK_BYTES)
  key.write(hash('sha256', secret, 'base64url'), 'latin1')
  // The key is ASCII, and what these make of it too: as a text it is the same bytes, and the message is appended to it.
  const inner = Buffer.from(key.map((byte) => byte ^ 0x36)).toString('latin1')
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES)
  outer.set(key.map((byte) => byte ^ 0x5c))
  return (text) => {
    outer.set(hash('sha256', inner + text, 'buffer'), BLOCK_BYTES)
    return hash('sha256', outer, 'base64url')
  }
}
