import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../replay/small-site.test-support.js'
import { type Forbidden, RuleBook } from './rule-book.js'

const entry = (id: number): Forbidden => ({
  id,
  platform: 'news',
  text: 'GET /search',
  tests: [
    { attribute: 'route', op: 'is', value: '/search' },
    { attribute: 'userAgent', op: 'unseen', value: '' },
  ],
  since: 1_000,
})

describe('the book of rules', () => {
  it('never gives a number twice, not after a restart either', () => {
    const path = join(temporaryFolder(), 'rules.json')
    const book = new RuleBook(path)
    expect([book.newId(), book.newId()]).toEqual([1, 2])
    book.save()
    expect(new RuleBook(path).newId()).toBe(3)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('writes only when something has changed', () => {
    const path = join(temporaryFolder(), 'rules.json')
    new RuleBook(path).save()
    expect(existsSync(path)).toBe(false)
  })

  it('keeps what is forbidden, whatever the order of its tests, until it is permitted', () => {
    const path = join(temporaryFolder(), 'rules.json')
    const book = new RuleBook(path)
    book.forbid(entry(7))
    book.save()
    const again = new RuleBook(path)
    expect(again.isForbidden('news', [...entry(7).tests].reverse())).toBe(true)
    expect(again.isForbidden('news', entry(7).tests.slice(1))).toBe(false)
    expect(again.permit(8)).toBe(false)
    expect(again.permit(7)).toBe(true)
    again.save()
    expect(new RuleBook(path).forbidden).toEqual([])
  })

  it('has a bound, and says so', () => {
    const book = new RuleBook(join(temporaryFolder(), 'rules.json'))
    for (let id = 0; id < 500; id++) book.forbid(entry(id))
    expect(() => book.forbid(entry(500))).toThrow(/500 rules are forbidden already/)
  })

  it('that is damaged is not taken for an empty one', () => {
    const path = join(temporaryFolder(), 'rules.json')
    writeFileSync(path, '{"lastId": "many"}')
    expect(() => new RuleBook(path)).toThrow(/cannot be read.*Mend the file, or move it away/s)
    expect(readFileSync(path, 'utf8')).toContain('many')
  })

  it('that cannot be saved holds all the same, and says what to do', () => {
    const folder = join(temporaryFolder(), 'folder')
    const book = new RuleBook(join(folder, 'rules.json'))
    writeFileSync(folder, 'a file where the folder should be')
    book.forbid(entry(1))
    book.save()
    expect(book.unsaved).toMatch(/hold but cannot be saved .*make .* writable/)
    expect(book.isForbidden('news', entry(1).tests)).toBe(true)
  })
})
