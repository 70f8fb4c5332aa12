import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WaitingRoom } from './waiting-room.js'

function withTexts(texts: unknown): WaitingRoom {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-texts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'texts.json')
  writeFileSync(file, JSON.stringify(texts))
  return new WaitingRoom(file)
}

describe('texts of one’s own', () => {
  it('replace what they name and leave the rest as shipped', () => {
    const page = withTexts({ de: { heading: 'Gleich da' } })
      .page('de', 'news', 5)
      .toString()
    expect(page).toContain('Gleich da')
    expect(page).toContain('Jetzt versuchen')
  })

  it('add a language, in English where it says nothing', () => {
    const room = withTexts({ it: { heading: 'Un momento' } })
    expect(room.language('it-IT')).toBe('it')
    expect(room.page('it', 'news', 5).toString()).toContain('Try now')
  })

  it('that are wrong are named', () => {
    expect(() => withTexts({ de: { headline: 'x' } })).toThrow(/texts\.json: de: .*headline.*with keys out of title, /)
  })
})

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
