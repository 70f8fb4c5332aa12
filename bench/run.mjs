// `node bench/run.mjs NAME …`: makes the checkout ready, builds it, bundles bench/NAME.ts and runs it.
import { spawn } from 'node:child_process'
import { join, relative, resolve } from 'node:path'
import { build } from '../scripts/build.mjs'
import { setUpOrExit } from '../scripts/set-up-or-exit.mjs'
import { root } from '../scripts/setup.mjs'
import { standInFor } from '../scripts/stand-in-for.mjs'

const [name, ...options] = process.argv.slice(2)
await setUpOrExit()
if (!(await build())) process.exit(1)

/** What is measured is what people run: the built code. What only tests use is not built. */
const builtCode = {
  name: 'built-code',
  setup({ onResolve }) {
    onResolve({ filter: /\/src\/.+\.js$/ }, ({ path, resolveDir }) => {
      if (path.endsWith('.test-support.js')) return undefined
      return { path: join(root, 'dist', relative(root, resolve(resolveDir, path))), external: true }
    })
  },
}

const { build: bundle } = await import('esbuild')
const program = join(root, '.cache/bench', `${name}.mjs`)
await bundle({
  entryPoints: [join(root, 'bench', `${name}.ts`)],
  outfile: program,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  plugins: [builtCode],
  logLevel: 'error',
})

const measuring = spawn(process.execPath, [program, ...options], { cwd: root, stdio: 'inherit' })
standInFor(measuring)
