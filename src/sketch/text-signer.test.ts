import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTextSigner } from './text-signer.js'

it('signs with HMAC-SHA256, whatever the secret and the text', () => {
  const secrets = fc.uint8Array({ minLength: 1, maxLength: 100 })
  fc.assert(
    fc.property(secrets, fc.string({ unit: 'binary', maxLength: 200 }), (secret, text) => {
      const key = createHash('sha256').update(secret).digest('base64url')
      expect(createTextSigner(secret)(text)).toBe(createHmac('sha256', key).update(text).digest('base64url'))
    }),
  )
})

it('signs each text anew', () => {
  const sign = createTextSigner(Buffer.from('a secret of this test'))
  const [first, second] = [sign('one'), sign('two')]
  expect(sign('one')).toBe(first)
  expect(second).not.toBe(first)
})
