import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundlePrograms } from './bundle-programs.mjs'
import { runCommand } from './run-command.mjs'
import { root } from './setup.mjs'

/** What the compiled code reads beside itself at run time. */
const COPIED = ['.json', '.yaml', '.css', '.svg', '.html']
const RECORD = 'dist/.build.json'
const TSC_STATE = 'dist/.tsbuildinfo'

/**
 * Compiles src/ and platforms/<name>/src/ into dist/, bundles the programs and the scripts for browsers (their `islands`
 * folders), copies the files read at run time and removes what no source stands behind any more. Does nothing when
 * nothing changed.
 * @returns {Promise<boolean>} false when there were errors, which are printed
 */
export async function build() {
  const started = performance.now()
  const sources = await listSources()
  const fingerprint = await fingerprintOf([
    ...sources.all,
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/build.mjs',
    'scripts/bundle-programs.mjs',
  ])
  const last = await readRecord()
  if (last.fingerprint === fingerprint && last.outputs.every((output) => existsSync(join(root, output)))) {
    console.log('build: nothing changed')
    return true
  }

  const compiled = sources.typescript.flatMap(compiledFiles)
  // tsc trusts its own state and would not write a file again that somebody deleted.
  if (!compiled.every((output) => existsSync(join(root, output)))) await rm(join(root, TSC_STATE), { force: true })
  const typesFit = await compile()
  const programs = await bundlePrograms(sources.typescript)
  const bundled = await bundleIslands(sources.islands)
  const copied = await copyAll(sources.copied)

  const succeeded = typesFit && programs !== null && bundled !== null
  const outputs = [...new Set([...compiled, ...(programs ?? []), ...(bundled ?? []), ...copied])].sort()
  const removed = await removeStale(new Set([...outputs, RECORD, TSC_STATE]))
  if (succeeded) await writeFile(join(root, RECORD), `${JSON.stringify({ fingerprint, outputs }, null, 1)}\n`)
  const counts = [
    `${sources.typescript.length} modules`,
    `${sources.islands.length} browser scripts`,
    `${copied.length} files copied`,
    `${removed} stale removed`,
  ]
  console.log(`build: ${counts.join(', ')}${succeeded ? '' : ', WITH ERRORS'} (${seconds(started)})`)
  return succeeded
}

async function listSources() {
  const platforms = await readdir(join(root, 'platforms'), { withFileTypes: true }).catch(() => [])
  const folders = [
    'src',
    ...platforms.filter((entry) => entry.isDirectory()).map(({ name }) => `platforms/${name}/src`),
  ]
  const found = (await Promise.all(folders.map(listFiles))).flat()
  const all = found.filter((path) => !/\.test(-support)?\.tsx?$/.test(path)).sort()
  const isIsland = (path) => basename(dirname(path)) === 'islands'
  return {
    all,
    islands: all.filter((path) => isIsland(path) && extname(path) === '.ts'),
    typescript: all.filter((path) => !path.includes('/islands/') && /(?<!\.d)\.tsx?$/.test(path)),
    copied: all.filter((path) => !path.includes('/islands/') && COPIED.includes(extname(path))),
  }
}

/** @param {string} folder relative to the root @returns {Promise<string[]>} paths relative to the root, with `/` */
async function listFiles(folder) {
  if (!existsSync(join(root, folder))) return []
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const nested = entries.map((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? listFiles(path) : [path]
  })
  return (await Promise.all(nested)).flat()
}

/** Changes when a source appears, disappears or is written. @param {string[]} paths */
async function fingerprintOf(paths) {
  const hash = createHash('sha256').update(process.version)
  for (const path of paths) {
    const { mtimeMs, size } = await stat(join(root, path))
    hash.update(`${path} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex')
}

async function readRecord() {
  const nothing = { fingerprint: '', outputs: [] }
  return readFile(join(root, RECORD), 'utf8').then(JSON.parse, () => nothing)
}

/** @param {string} source */
function compiledFiles(source) {
  const output = `dist/${source.replace(/\.tsx?$/, '.js')}`
  return [output, `${output}.map`]
}

async function compile() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = [tsc, '-p', 'tsconfig.build.json', '--incremental', '--tsBuildInfoFile', TSC_STATE]
  const { code } = await runCommand(process.execPath, args, { cwd: root, show: true })
  return code === 0
}

/**
 * Bundles each `…/islands/NAME.ts` into `dist/…/assets/NAME-HASH.js`, and writes beside it a manifest.json that maps
 * `NAME.ts` (and `NAME.css` where the script imports styles) to the hashed file.
 * @param {string[]} islands
 * @returns {Promise<string[] | null>} the files written; null after errors, which are printed
 */
async function bundleIslands(islands) {
  const outputs = []
  for (const folder of new Set(islands.map((island) => dirname(island)))) {
    const assets = `dist/${dirname(folder)}/assets`
    const bundle = await bundleFolder(
      islands.filter((island) => dirname(island) === folder),
      assets,
    )
    if (bundle === null) return null
    const manifest = {}
    for (const [path, output] of Object.entries(bundle.metafile.outputs)) {
      outputs.push(path)
      if (!output.entryPoint) continue
      manifest[basename(output.entryPoint)] = basename(path)
      if (output.cssBundle) manifest[`${basename(output.entryPoint, '.ts')}.css`] = basename(output.cssBundle)
    }
    await writeFile(join(root, assets, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
    outputs.push(`${assets}/manifest.json`)
  }
  return outputs
}

/** @param {string[]} entryPoints @param {string} outdir @returns null after errors, which esbuild prints itself */
async function bundleFolder(entryPoints, outdir) {
  const { build: bundle } = await import('esbuild')
  return bundle({
    entryPoints,
    outdir,
    absWorkingDir: root,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'linked',
    metafile: true,
  }).catch(() => null)
}

/** @param {string[]} paths */
async function copyAll(paths) {
  const targets = paths.map((path) => `dist/${path}`)
  for (const [index, target] of targets.entries()) {
    await mkdir(join(root, dirname(target)), { recursive: true })
    await copyFile(join(root, paths[index]), join(root, target))
  }
  return targets
}

/** @param {Set<string>} wanted */
async function removeStale(wanted) {
  const stale = (await listFiles('dist')).filter((path) => !wanted.has(path))
  for (const path of stale) await rm(join(root, path), { force: true })
  return stale.length
}

/** @param {number} started from performance.now() */
function seconds(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!(await build())) process.exit(1)
}
