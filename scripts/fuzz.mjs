import { compileForRun } from './compile-for-run.mjs'
import { setUpOrExit } from './set-up-or-exit.mjs'
import { root } from './setup.mjs'

await setUpOrExit()
const { main } = await import(new URL('main.js', await compileForRun('fuzz')))
process.exit(await main(root, process.argv.slice(2)))
