import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brokenLinks } from './broken-links.mjs'
import { build } from './build.mjs'
import { runCommand } from './run-command.mjs'
import { root } from './setup.mjs'

/** @typedef {{ ok: boolean, output: string }} Verdict */

const colour = process.stdout.isTTY === true && !process.env.NO_COLOR

/** Everything that is checked without running the product. Each is a name and a way to a verdict. */
const CHECKS = [
  { name: 'types', run: checkTypes },
  {
    name: 'format and lint',
    run: () =>
      tool('@biomejs/biome/bin/biome', [
        'check',
        '--error-on-warnings',
        process.stdout.isTTY ? '--colors=force' : '--colors=off',
      ]),
  },
  {
    name: 'import directions',
    run: () => tool('dependency-cruiser/bin/dependency-cruise.mjs', ['--output-type', 'err-long', ...codeFolders()]),
  },
  { name: 'dead code', run: () => tool('knip/bin/knip.js', ['--no-progress', '--no-config-hints']) },
  { name: 'generated files', run: checkGenerated },
  { name: 'links in documents', run: checkLinks },
]

/**
 * Runs every check, also after one has failed, and prints a line for each.
 * @returns {Promise<{ passed: number, failures: string[] }>} failures by name
 */
export async function check() {
  const failures = []
  for (const { name, run } of CHECKS) {
    const started = performance.now()
    const { ok, output } = await run()
    const took = `${((performance.now() - started) / 1000).toFixed(1)} s`
    console.log(`check: ${ok ? 'ok    ' : 'FAILED'} ${name} (${took})`)
    if (!ok) {
      failures.push(name)
      console.log(output.trimEnd())
    }
  }
  return { passed: CHECKS.length - failures.length, failures }
}

/** The islands run in browsers, so they are checked against other globals than the rest. @returns {Promise<Verdict>} */
async function checkTypes() {
  const hasIslands = existsSync(join(root, 'src/console/islands'))
  const projects = ['tsconfig.json', ...(hasIslands ? ['tsconfig.islands.json'] : [])]
  const verdicts = []
  for (const project of projects) {
    const state = join('.cache', `${project}.tsbuildinfo`)
    verdicts.push(
      await tool('typescript/bin/tsc', [
        '-p',
        project,
        '--pretty',
        String(colour),
        '--incremental',
        '--tsBuildInfoFile',
        state,
      ]),
    )
  }
  return both(verdicts)
}

/**
 * Runs each scripts/generate-NAME.mjs with `--out` a fresh folder and compares what it wrote with docs/NAME/.
 * @returns {Promise<Verdict>}
 */
async function checkGenerated() {
  const scripts = (await readdir(join(root, 'scripts'))).filter((file) => /^generate-.+\.mjs$/.test(file))
  const verdicts = []
  for (const script of scripts) {
    const folder = `docs/${script.slice('generate-'.length, -'.mjs'.length)}`
    const fresh = await mkdtemp(join(tmpdir(), 'holdfast-generated-'))
    try {
      const { code, output } = await runCommand(process.execPath, [join('scripts', script), '--out', fresh], {
        cwd: root,
      })
      const differences = code === 0 ? await compareFolders(fresh, join(root, folder)) : [output]
      const hint = `${folder} is not what the code says. Run: node scripts/${script}, look at the change, and commit it.`
      verdicts.push({ ok: differences.length === 0, output: [...differences, hint].join('\n') })
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  }
  return both(verdicts)
}

/** @param {string} fresh @param {string} committed @returns {Promise<string[]>} a line for each file that differs */
async function compareFolders(fresh, committed) {
  const read = async (folder) => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    return new Map(
      await Promise.all(paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')])),
    )
  }
  const [now, before] = [await read(fresh), await read(committed)]
  const names = [...new Set([...now.keys(), ...before.keys()])].sort()
  return names.flatMap((name) => {
    if (!before.has(name)) return [`missing: ${name}`]
    if (!now.has(name)) return [`nothing generates it any more: ${name}`]
    return now.get(name) === before.get(name) ? [] : [`out of date: ${name}`]
  })
}

/** @returns {Promise<Verdict>} */
async function checkLinks() {
  const broken = await brokenLinks(root)
  return { ok: broken.length === 0, output: broken.join('\n') }
}

/** @param {string} script inside node_modules @param {string[]} args @returns {Promise<Verdict>} */
async function tool(script, args) {
  const { code, output } = await runCommand(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
  })
  return { ok: code === 0, output }
}

/** @param {Verdict[]} verdicts @returns {Verdict} */
function both(verdicts) {
  const bad = verdicts.filter(({ ok }) => !ok)
  return { ok: bad.length === 0, output: bad.map(({ output }) => output).join('\n') }
}

/** The folders with code that exist. */
function codeFolders() {
  return ['src', 'platforms', 'test', 'bench', 'fuzz'].filter((folder) => existsSync(join(root, folder)))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = await build()
  const { failures } = await check()
  if (!built || failures.length > 0) process.exit(1)
}
