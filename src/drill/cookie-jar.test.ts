import { describe, expect, it } from 'vitest'
import { CookieJar } from './cookie-jar.js'

describe('a cookie jar', () => {
  it('keeps, replaces and forgets as told', () => {
    const jar = new CookieJar()
    expect(jar.header()).toBeNull()
    jar.store(['a=1; HttpOnly', 'b="x y"; Secure', 'c=3; Expires=Thu, 01 Jan 2099 00:00:00 GMT'], 0)
    jar.store(['a=2', 'b=; Max-Age=0', 'nonsense'], 0)
    expect(jar.header()).toBe('a=2; c=3')
    jar.store(['c=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], 1)
    expect(jar.header()).toBe('a=2')
  })

  it('is bounded against a site that never stops setting cookies', () => {
    const jar = new CookieJar()
    for (let i = 0; i < 10_000; i++) jar.store([`n${i}=${'x'.repeat(100)}`], 0)
    jar.store([`big=${'x'.repeat(5_000)}`], 0)
    expect(jar.header()?.split('; ')).toHaveLength(20)
  })
})
