import { routeTemplate } from '../traffic/route-template.js'
import { pageLinks } from './page-links.js'
import type { Journey, Rehearsal } from './rehearsal.js'
import { fillPath } from './rehearsal.js'
import { requestText } from './request-text.js'
import type { Target } from './target.js'
import { VisitConnection } from './visit-connection.js'

export interface Asset {
  path: string
  bytes: number
}

const SCOUT_ADDRESS = '127.0.0.1'
const ANSWER_WITHIN_MS = 10_000
const MOST_ASSETS = 24
const MOST_LINKED_PAGES = 30

/** Looks at the calm site as its first visitor would: what files its front page and an article are made of. */
export async function scoutAssets(target: Target, rehearsal: Rehearsal): Promise<Asset[]> {
  const pages = ['/']
  const [article] = rehearsal.articles
  if (article !== undefined) {
    const template = rehearsal.journeys
      .flatMap(({ steps }) => steps)
      .find((step) => step.method === 'GET' && step.path.includes('{article}'))
    if (template) pages.push(fillPath(template.path, { article, word: 'news', n: '1' }))
  }
  const found = new Set<string>()
  const connections = new Scout(target)
  try {
    for (const page of pages) {
      const answer = await connections.get(page)
      if (answer !== null) for (const asset of pageLinks(answer.text, page).assets) found.add(asset)
    }
    const assets: Asset[] = []
    for (const path of [...found].slice(0, MOST_ASSETS)) {
      const answer = await connections.get(path)
      if (answer?.status === 200) assets.push({ path, bytes: answer.bytes })
    }
    return assets
  } finally {
    connections.close()
  }
}

/**
 * For a site without a rehearsal file: visitors follow the links of the front page, only ever with GET, and each kind of
 * page is an activity of its own, named after its route: `read /article/:slug`.
 * @throws Error when the front page cannot be read.
 */
export async function rehearsalFromLinks(target: Target): Promise<Rehearsal> {
  const scout = new Scout(target)
  try {
    const front = await scout.get('/')
    if (front === null || front.status !== 200) {
      throw new Error(
        `the front page of ${target.platform} answered ${front?.status ?? 'nothing'}; visitors need one, or say what they do with --visitors FILE`,
      )
    }
    const journeys: Journey[] = [
      {
        name: 'front page',
        activity: 'front page',
        weight: 3,
        steps: [{ method: 'GET', path: '/', expectStatus: [200, 304] }],
      },
    ]
    for (const path of pageLinks(front.text, '/')
      .pages.filter((link) => link !== '/' && !leavesTraces(link))
      .slice(0, MOST_LINKED_PAGES)) {
      const answer = await scout.get(path)
      if (answer === null || answer.status !== 200) continue
      journeys.push({
        name: path,
        activity: `read ${routeTemplate(path.split('?')[0] ?? '/')}`,
        weight: 1,
        steps: [
          { method: 'GET', path: '/', expectStatus: [200, 304] },
          { method: 'GET', path, expectStatus: [200, 304] },
        ],
      })
    }
    return { articles: [], words: [], journeys }
  } finally {
    scout.close()
  }
}

/** Links that do something although they should not (GET is safe, but not everybody's is). */
function leavesTraces(link: string): boolean {
  return /log-?out|sign-?out|log-?off|delete|remove|unsubscribe|cancel/i.test(link)
}

class Scout {
  readonly #target: Target
  #connection: VisitConnection | null = null

  constructor(target: Target) {
    this.#target = target
  }

  async get(path: string): Promise<{ status: number; text: string; bytes: number } | null> {
    if (!this.#connection?.usable) this.#connection = new VisitConnection(this.#target, SCOUT_ADDRESS)
    const request = requestText({
      method: 'GET',
      path,
      authority: this.#target.authority,
      headers: [
        ['User-Agent', 'Holdfast-Drill'],
        ['Accept', '*/*'],
      ],
    })
    const exchange = await this.#connection.exchange('GET', request, ANSWER_WITHIN_MS)
    if (exchange.kind !== 'answered') return null
    const { head, body, bodyBytes } = exchange.response
    return { status: head.status, text: body.toString('utf8'), bytes: bodyBytes }
  }

  close(): void {
    this.#connection?.close()
  }
}
