import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './setup.mjs'

/**
 * Translates src/ and another folder of TypeScript, file by file, for a command that is no part of the product. Types are
 * not checked here; `npm run check` does that.
 * @param {string} folder beside src/
 * @returns {Promise<URL>} where the folder's compiled files are, with a slash at the end
 */
export async function compileForRun(folder) {
  // Not at the top: this file is read before set-up has installed anything.
  const { build: bundle } = await import('esbuild')
  const out = join(root, '.cache', 'run', folder)
  await rm(out, { recursive: true, force: true })
  const entryPoints = [...(await sources('src')), ...(await sources(folder))]
  await bundle({
    absWorkingDir: root,
    entryPoints,
    outdir: out,
    outbase: '.',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    sourcemap: true,
    loader: { '.json': 'copy' },
    logLevel: 'warning',
  })
  return pathToFileURL(join(out, folder, '/'))
}

/** @param {string} folder @returns {Promise<string[]>} what runs of it, and the data that it reads beside itself */
async function sources(folder) {
  const files = await readdir(join(root, folder), { recursive: true })
  return files
    .filter((path) => /\.(tsx?|json)$/.test(path) && !/\.test\.tsx?$/.test(path) && !path.includes('islands'))
    .map((path) => `${folder}/${path}`)
}
