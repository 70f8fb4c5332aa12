import { compileForRun } from './compile-for-run.mjs'
import { root, SetupError, setUp } from './setup.mjs'

try {
  await setUp({ debianTools: false })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exit(1)
}
const { main } = await import(new URL('main.js', await compileForRun('fuzz')))
process.exit(await main(root, process.argv.slice(2)))
