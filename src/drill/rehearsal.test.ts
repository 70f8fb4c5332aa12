import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { choosePlaceholders, fillPath, readRehearsal } from './rehearsal.js'
import { SeededRandom } from './seeded-random.js'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-rehearsal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(content: unknown): string {
  const path = join(folder, 'rehearsal.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const step = { method: 'GET', path: '/', expectStatus: [200] }
const journey = { name: 'reads', activity: 'read', weight: 1, steps: [step] }

describe('a rehearsal file', () => {
  it('of the newsroom says what visitors do there', async () => {
    const site = await readRehearsal(fileURLToPath(new URL('../../platforms/newsroom/rehearsal.json', import.meta.url)))
    const activities = new Set(site.journeys.map(({ activity }) => activity))
    for (const activity of ['read', 'donate', 'search', 'comment']) expect(activities).toContain(activity)
  })

  it.each([
    ['no JSON', '{', /is not JSON/],
    ['no journey', { journeys: [] }, /journeys: /],
    [
      'another host',
      { journeys: [{ ...journey, steps: [{ ...step, path: '//example.org/' }] }] },
      /journeys\.0\.steps\.0\.path: .*starts with '\/'/,
    ],
    [
      'a line break in a path',
      { journeys: [{ ...journey, steps: [{ ...step, path: '/ HTTP/1.1\r\nX: y' }] }] },
      /without spaces/,
    ],
    [
      'a line break in a header',
      { journeys: [{ ...journey, steps: [{ ...step, headers: { 'X-A': 'b\r\nc' } }] }] },
      /headers/,
    ],
    ['a method that changes much', { journeys: [{ ...journey, steps: [{ ...step, method: 'TRACE' }] }] }, /method/],
    ['a weight of nothing', { journeys: [{ ...journey, weight: 0 }] }, /weight/],
  ])('with %s is refused with a sentence', async (_name, content, message) => {
    await expect(readRehearsal(file(content))).rejects.toThrow(message)
  })

  it('fills placeholders the same way for the same seed, encoded for where they stand', () => {
    const lists = { articles: ['a', 'b', 'c'], words: ['Zoë & co', 'x'] }
    const choose = () => choosePlaceholders(lists, new SeededRandom(5))
    expect(choose()).toEqual(choose())
    expect(fillPath('/article/{article}?q={word}&n={n}', { article: 'one', word: 'Zoë & co', n: '7' })).toBe(
      '/article/one?q=Zo%C3%AB%20%26%20co&n=7',
    )
  })
})
