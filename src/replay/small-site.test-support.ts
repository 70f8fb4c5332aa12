import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A line of a log and when it was written; `attack` is known to the test alone. */
export interface Line {
  at: number
  text: string
  attack: boolean
}

export const MONDAY = Date.parse('2026-09-07T08:00:00Z')
export const MINUTE = 60_000

const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
]
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export interface Request {
  address: string
  target: string
  method?: string
  referrer?: string
  userAgent?: string
  attack?: boolean
}

/** Repeatable numbers from 0 to `below`. */
export function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

export function line(
  at: number,
  { address, target, method = 'GET', referrer = '-', userAgent = '-', attack = false }: Request,
): Line {
  const [date = '', clock = ''] = new Date(at).toISOString().split('T')
  const [year, month, day] = date.split('-')
  const stamp = `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000`
  return {
    at,
    attack,
    text: `${address} - - [${stamp}] "${method} ${target} HTTP/1.1" 200 512 "${referrer}" "${userAgent}"`,
  }
}

/** People who open a page or two, each with its files. @param perMinute how many of them come in a minute */
export function people(from: number, minutes: number, perMinute: number, seed: number, where = '100.64'): Line[] {
  const random = chance(seed)
  const lines: Line[] = []
  for (let i = 0; i < minutes * perMinute; i++) {
    const at = from + Math.floor((i / perMinute) * MINUTE)
    const address = `${where}.${random(200)}.${random(250)}`
    const userAgent = BROWSERS[random(BROWSERS.length)] ?? ''
    const page = random(4) === 0 ? '/' : `/article/a-long-story-${random(40)}`
    const referrer = `https://www.site.example${page}`
    lines.push(
      line(at, { address, target: page, userAgent, referrer: random(2) === 0 ? '-' : 'https://www.site.example/' }),
    )
    for (const file of ['/site.css', '/site.js', `/photo/${random(30)}.jpg`]) {
      lines.push(line(at + 1000, { address, target: file, userAgent, referrer }))
    }
  }
  return lines
}

/** Requests at a rate for a while, as `request` makes them. */
export function flood(from: number, seconds: number, perSecond: number, request: (i: number) => Request): Line[] {
  return Array.from({ length: seconds * perSecond }, (_, i) =>
    line(from + Math.floor((1000 * i) / perSecond), { attack: true, ...request(i) }),
  )
}

export function inOrder(...parts: Line[][]): Line[] {
  return parts.flat().sort((a, b) => a.at - b.at)
}

/** Writes the lines to a file of a folder that goes with the test. */
export function logFile(lines: readonly Line[]): string {
  const file = join(temporaryFolder(), 'access.log')
  writeFileSync(file, `${lines.map(({ text }) => text).join('\n')}\n`)
  return file
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-replay-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
