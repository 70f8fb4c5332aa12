import { expect, it } from 'vitest'
import { PlainAnswers } from './plain-answers.js'

const answers = () => new PlainAnswers(['Via', '1.1 holdfast'])

it('says the same in words and in JSON, each with its length', () => {
  const all = answers()
  const words = all.get(403, 'denied', 'Geschlossen für Sie.', false)
  expect(words.body.toString()).toBe('Geschlossen für Sie.\n')
  const json = all.get(403, 'denied', 'Geschlossen für Sie.', true)
  expect(JSON.parse(json.body.toString())).toEqual({ error: 'Geschlossen für Sie.', reason: 'denied', status: 403 })
  for (const { headers, body } of [words, json]) {
    expect(headers[headers.indexOf('Content-Length') + 1]).toBe(String(body.length))
    expect(headers.slice(-2)).toEqual(['Via', '1.1 holdfast'])
  }
})

it('makes an answer once', () => {
  const all = answers()
  expect(all.get(503, 'no-place', 'Busy.', false)).toBe(all.get(503, 'no-place', 'Busy.', false))
})

it('never gives the text of one visit to another, and keeps no more than one for a reason', () => {
  const all = answers()
  for (let i = 0; i < 1_000; i++) {
    const text = `No site called host-${i % 7}.example is served here.`
    const [status, reason] = i % 2 === 0 ? ([421, 'unknown-host'] as const) : ([502, 'unknown-host'] as const)
    expect(all.get(status, reason, text, i % 3 === 0).body.toString()).toContain(text)
  }
  expect(all.size).toBe(2)
})
