import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PATIENCE_MS, reactTo } from './patience.js'

const answer = (status: number, headers: [string, string][] = [], text = '') => ({
  head: { status, header: (name: string) => headers.find(([key]) => key === name)?.[1] ?? null },
  text,
})
const wanted = { status: [200], text: 'Welcome' }
const NOW = Date.parse('2026-11-23T12:00:00Z')

describe('a person who wants something', () => {
  it('is content with what was expected, and only with that', () => {
    expect(reactTo(answer(200, [], '<h1>Welcome</h1>'), wanted, 0, NOW)).toEqual({ kind: 'arrived' })
    expect(reactTo(answer(200, [], 'Prove that you are human'), wanted, 0, NOW).kind).toBe('failed')
    expect(reactTo(answer(502), wanted, 0, NOW)).toEqual({ kind: 'failed', why: 'answered 502' })
  })

  it.each([
    ['Refresh', answer(503, [['refresh', '5']]), 5_000],
    ['Refresh with an address', answer(503, [['refresh', '3; url=/x']]), 3_000],
    ['Retry-After', answer(503, [['retry-after', '7']]), 7_000],
    ['Retry-After as a date', answer(429, [['retry-after', 'Mon, 23 Nov 2026 12:00:09 GMT']]), 9_000],
    ['a meta refresh', answer(503, [], '<meta http-equiv="refresh" content="4">'), 4_000],
    [
      'the page before the program',
      answer(503, [
        ['refresh', '2'],
        ['retry-after', '9'],
      ]),
      2_000,
    ],
  ])('waits as told by %s', (_name, told, ms) => {
    expect(reactTo(told, wanted, 0, NOW)).toEqual({ kind: 'wait', ms })
  })

  it('does not wait when not told how long', () => {
    expect(reactTo(answer(503), wanted, 0, NOW).kind).toBe('failed')
    expect(reactTo(answer(503, [['refresh', 'soon']]), wanted, 0, NOW).kind).toBe('failed')
  })

  it('never waits past its patience, whatever it is told, and never hammers', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(PATIENCE_MS), (seconds, spentMs) => {
        const reaction = reactTo(answer(503, [['retry-after', String(seconds)]]), wanted, spentMs, NOW)
        if (reaction.kind === 'wait') {
          expect(spentMs + reaction.ms).toBeLessThan(PATIENCE_MS)
          expect(reaction.ms).toBeGreaterThanOrEqual(200)
        } else expect(spentMs + Math.max(200, seconds * 1000)).toBeGreaterThanOrEqual(PATIENCE_MS)
      }),
    )
  })
})
