import { readFile } from 'node:fs/promises'
import { dirname, join, posix, relative } from 'node:path'
import { root } from './setup.mjs'

/** What is started as a process or a thread of its own. */
const PROGRAM = /^src\/(cli\/main|[^/]+\/[^/]+-(process|worker))\.ts$/
/** Packages that read files beside themselves, or need not be there, are loaded from where they are. */
const KEPT_OUTSIDE = ['header-generator', 'playwright-core']
/** These could, but not with what Holdfast asks of them: logging in a thread of its own, programs beside a program. */
const READS_NOTHING = ['pino', 'thread-stream', 'commander']
const SOURCES = 'src'
const OUT = 'dist/src'

/**
 * Bundles each program of src/ into one file and chunks that programs share, in the place of what tsc has made of its
 * first module: `holdfast run` would otherwise spend most of its start on looking for hundreds of modules, in each of its
 * processes. The other modules stay where tsc has put them, for the benchmarks and generators.
 *
 * The names of functions and files are kept readable. With `NODE_OPTIONS=--enable-source-maps` errors name the lines of
 * the sources.
 * @param {string[]} typescript paths of all modules, relative to the root
 * @returns {Promise<string[] | null>} the files written; null after errors, which esbuild prints itself
 */
export async function bundlePrograms(typescript) {
  const entryPoints = typescript.filter((path) => PROGRAM.test(path))
  if (entryPoints.length === 0) return []
  // Not at the top: this file is read before set-up has installed anything.
  const { build: bundle } = await import('esbuild')
  const result = await bundle({
    absWorkingDir: root,
    entryPoints,
    outdir: OUT,
    outbase: SOURCES,
    // One folder deep, as the programs are: see `ownUrls`.
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    sourcemap: true,
    sourcesContent: false,
    // CommonJS packages ask for the modules of Node with require(), which ES modules do not have.
    banner: { js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);" },
    external: KEPT_OUTSIDE,
    plugins: [ownUrls, nothingBesidePackages, onlyEnglishInZod, onlyPoolsOfUndici],
    metafile: true,
    logLevel: 'error',
  }).catch(() => null)
  return result && Object.keys(result.metafile.outputs)
}

/** Modules look for files beside themselves; in a bundle they go on to do so where tsc has put them. */
const ownUrls = {
  name: 'own-urls',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].+\.tsx?$/ }, async ({ path }) => {
      const contents = await readFile(path, 'utf8')
      const compiled = relative(join(root, SOURCES), path)
        .replaceAll('\\', '/')
        .replace(/\.tsx?$/, '.js')
      const url = `new URL(${JSON.stringify(posix.join('..', compiled))}, import.meta.url).href`
      return {
        contents: contents.replaceAll('import.meta.url', url),
        loader: path.endsWith('x') ? 'tsx' : 'ts',
        resolveDir: dirname(path),
      }
    })
  },
}

/** In a bundle a package would look for its own files in the wrong place, perhaps only when it is too late to notice. */
const nothingBesidePackages = {
  name: 'nothing-beside-packages',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].+\.[cm]?js$/ }, async ({ path }) => {
      const name = /.*[\\/]node_modules[\\/]((@[^\\/]+[\\/])?[^\\/]+)/.exec(path)?.[1] ?? ''
      if (READS_NOTHING.includes(name)) return undefined
      if (!/\b__dirname\b|\b__filename\b|\bimport\.meta\.url\b/.test(await readFile(path, 'utf8'))) return undefined
      const text = `${name} seems to look for files beside itself. Keep it outside of bundles: KEPT_OUTSIDE in scripts/bundle-programs.mjs`
      return { errors: [{ text, location: { file: relative(root, path) } }] }
    })
  },
}

/** Messages in fifty languages are three quarters of zod; Holdfast says what is wrong in its own words. */
const onlyEnglishInZod = {
  name: 'only-english-in-zod',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer, resolveDir }) =>
      /[\\/]node_modules[\\/]zod[\\/]/.test(importer)
        ? { path: 'locales', namespace: 'only-english', pluginData: join(resolveDir, '../locales') }
        : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'only-english' }, ({ pluginData }) => ({
      contents: "export { default as en } from './en.js'",
      resolveDir: pluginData,
    }))
  },
}

/**
 * The edge uses the connection pools of undici. Its index would bring fetch, WebSocket and more into every edge. Where
 * these files are is no promise of undici; should they move or the edge want more, the build fails here.
 */
const onlyPoolsOfUndici = {
  name: 'only-pools-of-undici',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, ({ importer, resolveDir }) =>
      /[\\/]src[\\/]edge[\\/]/.test(importer)
        ? { path: 'undici', namespace: 'only-pools', pluginData: resolveDir }
        : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'only-pools' }, ({ pluginData }) => ({
      contents: [
        "export { default as buildConnector } from 'undici/lib/core/connect.js'",
        "export { default as errors } from 'undici/lib/core/errors.js'",
        "export { default as Pool } from 'undici/lib/dispatcher/pool.js'",
      ].join('\n'),
      resolveDir: pluginData,
    }))
  },
}
