import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const FOLDER = '/.well-known/holdfast/assets/'

/** A file that a page of ours asks for. The hash in its path is that of what it holds, so that it may be kept for ever. */
export interface PageAsset {
  /** Flat. */
  headers: readonly string[]
  body: Buffer
}

export interface PageAssets {
  /** Path of the script that does the work of ALTCHA, in a thread of the browser's own. */
  worker: string
  files: ReadonlyMap<string, PageAsset>
}

/**
 * Reads what the challenge pages need besides themselves: the worker of the package `altcha`, 5 KB. Its widget would be
 * 100 KB for every visitor and every bot of an attack, for what our own page says and does in its own words.
 * @throws when the package is not installed
 */
export function loadPageAssets(): PageAssets {
  // The package lets only its main file be found in this way.
  const require = createRequire(import.meta.url)
  const main = require.resolve('altcha')
  const source = readFileSync(new URL('../workers/pbkdf2.js', `file://${main}`))
  const body = Buffer.concat([Buffer.from('// From ALTCHA, https://altcha.org, MIT licence\n'), source])
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  const worker = `${FOLDER}altcha-${hash}.js`
  const headers = [
    ['Content-Type', 'text/javascript; charset=utf-8'],
    ['Content-Length', String(body.length)],
    ['Cache-Control', 'public, max-age=31536000, immutable'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Content-Security-Policy', "default-src 'none'"],
  ].flat()
  return { worker, files: new Map([[worker, { headers, body }]]) }
}
