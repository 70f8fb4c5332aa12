import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.mjs'
import { root, SetupError, setUp } from './setup.mjs'

try {
  await setUp({ debianTools: false })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exit(1)
}
if (!(await build())) process.exit(1)

const demo = spawn(process.execPath, [join(root, 'bin/holdfast'), 'demo', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // Ctrl-C in a terminal reaches the demo by itself; a second copy would read as "stop at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) demo.kill(signal)
  })
}
demo.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
