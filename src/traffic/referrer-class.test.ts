import { expect, it } from 'vitest'
import { referrerClass } from './referrer-class.js'

it.each([
  ['-', 'none'],
  ['', 'none'],
  ['https://www.example.org/a', 'own'],
  ['https://WWW.example.org:8443?x', 'own'],
  ['https://www.google.com/', 'search'],
  ['https://news.example.com/x', 'news.example.com'],
  ['android-app://com.google.android.gm/', 'app'],
  ['example.org', 'odd'],
  ['https://', 'odd'],
  [`https://${'x'.repeat(200)}/`, 'odd'],
])('%s: %s', (referrer, expected) => expect(referrerClass(referrer, new Set(['www.example.org']))).toBe(expected))
