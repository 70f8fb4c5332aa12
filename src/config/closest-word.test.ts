import { expect, it } from 'vitest'
import { closestWord } from './closest-word.js'

const known = ['platforms', 'listen', 'limits', 'edges', 'activities', 'key', 'cert']

it.each([
  ['activites', 'activities'],
  ['actvitiies', 'activities'],
  ['Platforms', 'platforms'],
  ['platform', 'platforms'],
  ['lsiten', 'listen'],
  ['kye', 'key'],
  ['certs', 'cert'],
])('%s was probably meant to be %s', (word, meant) => {
  expect(closestWord(word, known)).toBe(meant)
})

it.each(['', 'colour', 'cat', 'cookies', 'platformsandmore', 'x'.repeat(10_000)])(
  '%s resembles nothing known',
  (word) => {
    expect(closestWord(word, known)).toBeNull()
  },
)

it('prefers the nearest of several', () => {
  expect(closestWord('limit', ['limes', 'limits'])).toBe('limits')
})
