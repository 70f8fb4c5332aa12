import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/**
 * Builds the load processes as they are now, since a forked Node cannot read TypeScript. Beneath node_modules, so that
 * their packages are found.
 */
export async function buildProcesses(): Promise<{ folder: URL; remove(): void }> {
  const folder = new URL(`../../node_modules/.cache/holdfast-drill-${process.pid}-${Date.now()}/`, import.meta.url)
  const path = fileURLToPath(folder)
  mkdirSync(path, { recursive: true })
  await build({
    entryPoints: ['attack-process', 'visitors-process'].map((name) =>
      fileURLToPath(new URL(`./${name}.ts`, import.meta.url)),
    ),
    outdir: path,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  return { folder: pathToFileURL(path), remove: () => rmSync(path, { recursive: true, force: true }) }
}
