import { describe, expect, it } from 'vitest'
import { hashPassword, parsePasswordHash, passwordCheck } from './password.js'

/** Test vector of RFC 7914, section 12: "pleaseletmein", "SodiumChloride", N = 16384, r = 8, p = 1. */
const OF_THE_RFC = [
  'scrypt$16384$8$1',
  Buffer.from('SodiumChloride').toString('base64url'),
  Buffer.from(
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2' +
      'd5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    'hex',
  ).toString('base64url'),
].join('$')

describe('a password hash', () => {
  it('is checked as RFC 7914 says', async () => {
    const check = passwordCheck(OF_THE_RFC)
    expect(await check('pleaseletmein')).toBe('right')
    expect(await check('pleaseletmein!')).toBe('wrong')
  })

  it('fits the password it was made of, and differs each time', async () => {
    const hash = await hashPassword('correct horse battery')
    expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
    expect(await passwordCheck(hash)('correct horse battery')).toBe('right')
    expect(await hashPassword('correct horse battery')).not.toBe(hash)
  })

  it('takes the same letters typed on another system', async () => {
    const check = passwordCheck(await hashPassword('d\u00e9mocratie oui'))
    expect(await check('de\u0301mocratie oui')).toBe('right')
  })

  it('is not made of a short password', async () => {
    await expect(hashPassword('123456789')).rejects.toThrow(/at least 10 characters/)
  })

  it('is computed for two tries at a time; a third is told to wait', async () => {
    const check = passwordCheck(OF_THE_RFC)
    const verdicts = await Promise.all([check('one'), check('two'), check('pleaseletmein')])
    expect(verdicts).toEqual(['wrong', 'wrong', 'busy'])
    expect(await check('pleaseletmein')).toBe('right')
  })

  it.each([
    'hunter2',
    '',
    OF_THE_RFC.replace('16384', '16383'),
    OF_THE_RFC.replace('16384', '67108864'),
    OF_THE_RFC.replace('$8$', '$999$'),
    OF_THE_RFC.replace('$1$', '$99$'),
    OF_THE_RFC.replace('$1$', '$0$'),
    `${OF_THE_RFC}$more`,
    OF_THE_RFC.slice(0, -80),
  ])('is refused when it is wrong or too dear: %s', (text) => {
    expect(parsePasswordHash(text)).toBeNull()
    expect(() => passwordCheck(text)).toThrow(RangeError)
  })
})
