import { z } from 'zod'
import { DEMANDS, type Demand } from '../challenge/evidence.js'
import { pathOnSite } from './page-links.js'
import type { ResponseHead } from './response-parser.js'

const CHECK_PATH = '/.well-known/holdfast/check'

/** How a visitor is asked to show that it is one. */
export type MetChallenge =
  /** Sent on to a page that looks whether cookies are kept. */
  | { kind: 'redirect'; onward: string }
  /** `onward`: where the page goes on to after the wait, by itself, by its link, or by the button of the form it holds. */
  | {
      kind: 'page'
      onward: string
      ticket: string
      demand: Demand
      runsScript: boolean
      holdsForm: boolean
      waitMs: number
    }
  /** To a program that speaks JSON. */
  | { kind: 'json'; ticket: string; demand: Demand; check: string; work: unknown }

const inJson = z.object({
  error: z.literal('challenge'),
  challenge: z.object({
    ticket: z.string().regex(/^[\w-]{1,200}$/),
    demand: z.enum(DEMANDS),
    check: z.literal(CHECK_PATH),
    work: z.unknown().optional(),
  }),
})

/** Finds the challenge in an answer; null when it is none. Not an HTML parser: it knows the pages of Holdfast alone. */
export function metChallenge(answer: {
  head: Pick<ResponseHead, 'status' | 'header'>
  text: string
}): MetChallenge | null {
  const { head, text } = answer
  const location = head.header('location')
  if (head.status >= 300 && head.status < 400) {
    return head.status === 302 && location?.startsWith(`${CHECK_PATH}?`) ? { kind: 'redirect', onward: location } : null
  }
  if (head.status < 400) return null
  const type = head.header('content-type') ?? ''
  if (type.includes('json')) return challengeInJson(text)
  return type.includes('html') ? challengeOnPage(head, text) : null
}

function challengeInJson(text: string): MetChallenge | null {
  try {
    const parsed = inJson.safeParse(JSON.parse(text))
    return parsed.success ? { kind: 'json', work: undefined, ...parsed.data.challenge } : null
  } catch {
    return null
  }
}

function challengeOnPage(head: Pick<ResponseHead, 'header'>, html: string): MetChallenge | null {
  const [, attribute, reference = ''] =
    /\s(href|action)="(\/\.well-known\/holdfast\/check\?[^"]{1,8000})"/.exec(html) ?? []
  const onward = pathOnSite(reference, '/')
  const ticket = onward === null ? null : new URL(onward, 'http://site.invalid').searchParams.get('ticket')
  if (attribute === undefined || onward === null || ticket === null) return null
  const [, asked] = /<script[^>]*\sdata-demand="(\w+)"/.exec(html) ?? []
  const seconds = Number(/^\d{1,3}/.exec(head.header('refresh') ?? head.header('retry-after') ?? '')?.[0] ?? 3)
  return {
    kind: 'page',
    onward,
    ticket,
    demand: DEMANDS.find((demand) => demand === asked) ?? 'transparent',
    runsScript: asked !== undefined,
    holdsForm: attribute === 'action',
    waitMs: seconds * 1000,
  }
}
