import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { build } from './build.mjs'
import { check } from './check.mjs'
import { runCommand } from './run-command.mjs'
import { root, SetupError, setUp } from './setup.mjs'
import { readVitestResult } from './vitest-result.mjs'

// The one command: set-up, build, checks and every test. All of it runs even when a part fails, and the end says in one
// line how it went. Under CI=true a test that could not run counts as a failure: CI is where everything is installed.
try {
  await setUp({ debianTools: true })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exit(1)
}

const built = await build()
const checks = await check()
const tests = await runTests(process.argv.slice(2))

const failures = [...(built ? [] : ['build']), ...checks.failures.map((name) => `check: ${name}`), ...tests.failures]
const passed = (built ? 1 : 0) + checks.passed + tests.passed
printList('Failed', failures)
printList('Skipped', tests.skips)
const skipsFail = process.env.CI === 'true' && tests.skips.length > 0
if (skipsFail) console.log('\nWith CI=true a skipped test is a failure.')
console.log(`\n${passed} passed, ${failures.length} failed, ${tests.skips.length} skipped`)
process.exit(failures.length > 0 || skipsFail ? 1 : 0)

/** @param {string[]} filters parts of file names, as for vitest; none: every test */
async function runTests(filters) {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'))
  const resultFile = join(folder, 'result.json')
  const missingTools = join(folder, 'missing-tools')
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`]
    const { code } = await runCommand(process.execPath, [vitest, 'run', ...reporters, ...filters], {
      cwd: root,
      env: { HOLDFAST_MISSING_TOOLS: missingTools },
      show: true,
    })
    const result = JSON.parse(await readFile(resultFile, 'utf8').catch(() => '{"testResults":[]}'))
    const records = await readFile(missingTools, 'utf8').catch(() => '')
    return readVitestResult(result, {
      exitCode: code,
      missingTools: records
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
      shorten: (path) => relative(root, path),
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @param {string} title @param {string[]} lines */
function printList(title, lines) {
  if (lines.length > 0) console.log(['', `${title}:`, ...lines.map((line) => `  ${line}`)].join('\n'))
}
