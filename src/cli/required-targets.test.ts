import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requiredTargets } from './required-targets.js'

describe('required targets', () => {
  it('are read by name, shares in per cent', () => {
    expect(requiredTargets('all=99.5, worst=98,slower=2,mitigated=1,mitigated-worst=4')).toEqual({
      all: 0.995,
      worst: 0.98,
      slower: 2,
      mitigated: 1,
      mitigatedWorst: 4,
    })
    expect(requiredTargets('refused=0,challenged=10,essential-back=5,back=30,left=off')).toEqual({
      refused: 0,
      challenged: 10,
      essentialBack: 5,
      back: 30,
      left: null,
    })
  })

  it.each([
    ['', 'Expected NAME=VALUE'],
    ['everything=99', 'the names are all, worst'],
    ['__proto__=1', 'the names are'],
    ['all', 'Expected NAME=VALUE'],
    ['all=101', 'all: expected a share in per cent'],
    ['all=off', 'all: expected a share in per cent'],
    ['slower=-1', 'slower: expected a multiple of calm'],
    ['back=601', 'back: expected seconds, at most 600'],
    ['left=many', 'left: expected a number'],
    ['all=99,,', 'Expected NAME=VALUE'],
  ])('cannot be "%s"', (text, problem) => {
    expect(() => requiredTargets(text)).toThrow(problem)
  })

  it('are numbers in bounds or a complaint, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('all', 'slower', 'back', 'left'), (value, name) => {
        let read: Record<string, unknown> = {}
        try {
          read = { ...requiredTargets(`${name}=${value}`) }
        } catch (error) {
          expect(String(error)).toMatch(/xpected/)
        }
        for (const number of Object.values(read)) {
          expect(number === null || (typeof number === 'number' && number >= 0 && Number.isFinite(number))).toBe(true)
        }
      }),
    )
  })
})
