import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Level } from '../detect/level.js'
import { levelIconFile } from './view/level-icon.js'

export interface Asset {
  contentType: string
  body: Buffer
}

/** The files a page needs, with a hash of the content in each path, so that browsers may keep them for ever. */
export interface Assets {
  stylesheet: string
  /** null when the islands were not built: the pages work without. */
  script: string | null
  /** The tab's icon, by stress level. */
  icons: Record<Level, string>
  files: ReadonlyMap<string, Asset>
}

const PREFIX = '/assets/'

/**
 * Reads the stylesheets beside this file and the islands that the build left in `islands`.
 * @param islands folder with `manifest.json` (`{"live.ts": "live-HASH.js"}`)
 * @throws when a file that the manifest names is missing
 */
export function loadAssets(islands: URL = new URL('./assets/', import.meta.url)): Assets {
  const files = new Map<string, Asset>()

  const charts = readFileSync(createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css'))
  const own = ['./console.css', './rules.css', './friction.css'].map((name) =>
    readFileSync(new URL(name, import.meta.url)),
  )
  const css = Buffer.concat([charts, Buffer.from('\n'), ...own])
  const stylesheet = `${PREFIX}console-${shortHash(css)}.css`
  files.set(stylesheet, { contentType: 'text/css; charset=utf-8', body: css })

  const addIcon = (level: Level) => {
    const body = Buffer.from(levelIconFile(level))
    const path = `${PREFIX}${level}-${shortHash(body)}.svg`
    files.set(path, { contentType: 'image/svg+xml', body })
    return path
  }
  const icons = {
    calm: addIcon('calm'),
    strained: addIcon('strained'),
    attack: addIcon('attack'),
    severe: addIcon('severe'),
  }

  const name = readManifest(islands)['live.ts']
  if (name === undefined) return { stylesheet, script: null, icons, files }
  const script = `${PREFIX}${name}`
  files.set(script, { contentType: 'text/javascript; charset=utf-8', body: readFileSync(new URL(name, islands)) })
  return { stylesheet, script, icons, files }
}

function readManifest(islands: URL): Partial<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(new URL('manifest.json', islands), 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

function shortHash(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12)
}
