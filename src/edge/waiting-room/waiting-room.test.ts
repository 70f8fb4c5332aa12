import { describe, expect, it } from 'vitest'
import { WaitingRoom } from './waiting-room.js'

describe('the language of the waiting room', () => {
  const room = new WaitingRoom()

  it.each<[string | undefined, string]>([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['DE-at, en;q=0.9', 'de'],
    ['  de ,en', 'de'],
    ['tlh, de;q=0.5', 'de'],
    ['de;q=0.3, fr;q=0.8', 'fr'],
    ['de-at;q=0.3, fr', 'fr'],
    ['de;q=0', 'en'],
    ['de;q=x, fr', 'fr'],
    ['__proto__, constructor', 'en'],
    [';,;,;', 'en'],
    [`${'x,'.repeat(5_000)}de`, 'en'],
  ])('%s: %s', (field, language) => {
    expect(room.language(field)).toBe(language)
  })
})
