import { join } from 'node:path'
import { build } from './build.mjs'
import { runCommand } from './run-command.mjs'
import { setUpOrExit } from './set-up-or-exit.mjs'
import { root } from './setup.mjs'

// `npm run faults`: kills every part under load and prints what visitors saw, as docs/faults.md has it.
await setUpOrExit()
if (!(await build())) process.exit(1)

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const { code } = await runCommand(process.execPath, [vitest, 'run', 'test/faults.test.ts'], { cwd: root, show: true })
process.exit(code)
