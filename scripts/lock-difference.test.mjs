import { expect, it } from 'vitest'
import { lockDifference } from './lock-difference.mjs'

const lock = (packages) => ({ packages })
const locked = lock({
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/@esbuild/aix-ppc64': { version: '0.28.2', optional: true },
  'node_modules/@holdfast/newsroom': { link: true },
})
const fitting = { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/@holdfast/newsroom': { link: true } }

it('is content without the packages of other systems', () => {
  expect(lockDifference(lock(fitting), locked)).toBeNull()
})

it.each([
  ['a package is missing', { 'node_modules/@holdfast/newsroom': { link: true } }, 'node_modules/zod is missing'],
  [
    'a version differs',
    { ...fitting, 'node_modules/zod': { version: '4.0.0' } },
    'node_modules/zod is at version 4.0.0, not 4.6.7',
  ],
  [
    'an optional version differs',
    { ...fitting, 'node_modules/@esbuild/aix-ppc64': { version: '0.1.0' } },
    'node_modules/@esbuild/aix-ppc64 is at version 0.1.0, not 0.28.2',
  ],
  [
    'something is left over',
    { ...fitting, 'node_modules/left': { version: '1.0.0' } },
    'node_modules/left is not in package-lock.json',
  ],
])('says when %s', (_what, packages, expected) => {
  expect(lockDifference(lock(packages), locked)).toBe(expected)
})
