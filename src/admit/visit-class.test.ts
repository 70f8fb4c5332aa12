import { describe, expect, test } from 'vitest'
import { KNOWN } from '../traffic/known.js'
import { TIERS } from '../traffic/tier.js'
import { classIndex, VISIT_CLASSES, waitLimitMs, weightOf } from './visit-class.js'

describe('visit classes', () => {
  test('each has its own place in the list', () => {
    expect(VISIT_CLASSES).toHaveLength(TIERS.length * KNOWN.length * 2)
    for (const [index, visitClass] of VISIT_CLASSES.entries()) expect(classIndex(visitClass)).toBe(index)
  })

  test('every class has a weight; more important and better known is heavier', () => {
    for (const tier of TIERS) {
      const weights = KNOWN.map((known) => weightOf({ tier, known, slowed: false }))
      expect(weights.every((weight) => weight > 0)).toBe(true)
      expect(weights).toEqual([...weights].sort((a, b) => b - a))
    }
    for (const known of KNOWN) {
      const weights = TIERS.map((tier) => weightOf({ tier, known, slowed: false }))
      expect(weights).toEqual([...weights].sort((a, b) => b - a))
    }
  })

  test('a client over its budget comes after everybody else, whatever it asks for', () => {
    const heaviestOver = Math.max(...TIERS.map((tier) => weightOf({ tier, known: 'over-budget', slowed: false })))
    const others = VISIT_CLASSES.filter(({ known }) => known !== 'over-budget')
    expect(Math.min(...others.map(weightOf))).toBeGreaterThan(heaviestOver)
  })

  test('essential visits are kept waiting longest, those over budget half a second', () => {
    expect(TIERS.map((tier) => waitLimitMs({ tier, known: 'ordinary', slowed: false }))).toEqual([5000, 3000, 2000])
    expect(waitLimitMs({ tier: 'essential', known: 'over-budget', slowed: true })).toBe(500)
  })
})
