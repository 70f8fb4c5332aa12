import { expect, it } from 'vitest'
import { readVitestResult } from './vitest-result.mjs'

const test = (fullName, status) => ({ fullName, status })
const file = (name, status, ...assertionResults) => ({ name, status, message: '', assertionResults })
const read = (testResults, context) =>
  readVitestResult(
    { testResults },
    { exitCode: 0, missingTools: [], shorten: (path) => path.replace('/repo/', ''), ...context },
  )

it('counts what passed and names what failed and what was skipped', () => {
  const result = read(
    [
      file(
        '/repo/src/a.test.ts',
        'failed',
        test('works', 'passed'),
        test('breaks', 'failed'),
        test('rests', 'skipped'),
      ),
    ],
    { exitCode: 1 },
  )
  expect(result).toEqual({
    passed: 1,
    failures: ['src/a.test.ts: breaks'],
    skips: ['src/a.test.ts: rests (marked as skipped in the code)'],
  })
})

it('says which tool a skipped test misses', () => {
  const missingTools = [
    { file: '/repo/test/slow.test.ts', tool: 'slowhttptest' },
    { file: '/repo/test/slow.test.ts', tool: 'slowhttptest' },
    { file: '/repo/test/other.test.ts', tool: 'wrk' },
  ]
  const { skips } = read([file('/repo/test/slow.test.ts', 'passed', test('cuts off', 'pending'))], { missingTools })
  expect(skips).toEqual(['test/slow.test.ts: cuts off (slowhttptest not installed)'])
})

it('counts a file that could not be loaded as a failure', () => {
  const broken = { ...file('/repo/src/b.test.ts', 'failed'), message: "Cannot find module './gone.js'\n at …" }
  expect(read([broken], { exitCode: 1 }).failures).toEqual(["src/b.test.ts: Cannot find module './gone.js'"])
})

it('counts a file whose tests passed and whose tear-down failed', () => {
  const result = read([
    { ...file('/repo/src/c.test.ts', 'failed', test('works', 'passed')), message: 'afterAll broke' },
  ])
  expect(result).toMatchObject({ passed: 1, failures: ['src/c.test.ts: afterAll broke'] })
})

it('never calls a run good that ended badly or ran nothing', () => {
  const good = [file('/repo/src/a.test.ts', 'passed', test('works', 'passed'))]
  expect(read(good, { exitCode: 1 }).failures).toEqual(['vitest ended with exit code 1 (see above)'])
  expect(read([]).failures).toEqual(['vitest found no tests'])
})
