import { join } from 'node:path'
import { build } from './build.mjs'
import { runCommand } from './run-command.mjs'
import { root, SetupError, setUp } from './setup.mjs'

// `npm run faults`: kills every part under load and prints what visitors saw, as docs/faults.md has it.
try {
  await setUp({ debianTools: false })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exit(1)
}
if (!(await build())) process.exit(1)

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const { code } = await runCommand(process.execPath, [vitest, 'run', 'test/faults.test.ts'], { cwd: root, show: true })
process.exit(code)
