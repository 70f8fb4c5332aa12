import { expect, it } from 'vitest'
import { createKeyedHash } from '../../sketch/keyed-hash.js'
import { PLAIN_CHROME, PLAIN_FIREFOX } from './browser.test-support.js'
import { BrowserClass } from './browser-class.js'

const browsers = new BrowserClass(createKeyedHash(new Uint8Array(16).fill(3)).string)
const CHROME = PLAIN_CHROME['User-Agent']

it('a browser stays the same when it updates itself, and is another one than others', () => {
  const chrome = browsers.of(CHROME)
  expect(browsers.of(CHROME.replaceAll('142', '151'))).toBe(chrome)
  const others = [
    PLAIN_FIREFOX['User-Agent'],
    CHROME.replace('Windows NT 10.0; Win64; x64', 'Linux; Android 15'),
    'curl/8',
  ]
  expect(new Set([chrome, ...others.map((other) => browsers.of(other))]).size).toBe(4)
  expect(browsers.of('curl/8.5')).toBe(browsers.of('curl/9'))
  expect(browsers.of(undefined)).toBe(browsers.of(''))
})

it('is a whole number of 32 bits, whatever a visitor says it is, and the same however often it is asked', () => {
  for (let i = 0; i < 20_000; i++) {
    const text = `${'x'.repeat(i % 700)}${i * 7_919}/${i}`
    const browser = browsers.of(text)
    expect(Number.isInteger(browser) && browser >= 0 && browser < 2 ** 32).toBe(true)
    if (i % 1_000 === 0) expect(browsers.of(text)).toBe(browser)
  }
  expect(browsers.of(CHROME)).toBe(browsers.of(CHROME))
})
