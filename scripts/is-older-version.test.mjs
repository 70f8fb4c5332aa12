import { expect, it } from 'vitest'
import { isOlderVersion } from './is-older-version.mjs'

it.each([
  ['20.20.1', true],
  ['18.99.9', true],
  ['20.9.5', true],
  ['20.20.2', false],
  ['20.20.10', false],
  ['22.0.0', false],
])('%s is older than 20.20.2: %s', (version, older) => {
  expect(isOlderVersion(version, '20.20.2')).toBe(older)
})
