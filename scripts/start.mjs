import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.mjs'
import { setUpOrExit } from './set-up-or-exit.mjs'
import { root } from './setup.mjs'
import { standInFor } from './stand-in-for.mjs'

await setUpOrExit()
if (!(await build())) process.exit(1)

const demo = spawn(process.execPath, [join(root, 'bin/holdfast'), 'demo', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
standInFor(demo)
