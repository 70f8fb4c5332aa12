import { percent, percentAtMost } from './percent.js'
import type { Finding } from './rule.js'
import { printable, testWords } from './test-words.js'

/**
 * A rule in a sentence: `62 % of the excess: GET /search with a parameter q: a word of 5 to 8 letters, with no referrer.
 * Would touch at most 0.05 % of normal visits.`
 */
export function ruleSentence(rule: Finding): string {
  const from = rule.fewNetworks
    ? ` From ${rule.networks === 1 ? 'one network' : `${rule.networks} networks`} only.`
    : ''
  const touches = `Would touch at most ${percentAtMost(rule.collateral.upper)} of normal visits.`
  return `${percent(rule.explains)} of the excess: ${matchWords(rule)}.${from} ${touches}`
}

/** What a conjunction matches: `POST /login with no referrer`, `visits with no cookie (nearly all GET /search)`. */
export function matchWords({ tests, mostly }: Pick<Finding, 'tests' | 'mostly'>): string {
  const method = tests.find(({ attribute, op }) => attribute === 'method' && op === 'is')?.value
  const route = tests.find(({ attribute }) => attribute === 'route')
  const isNamed = method !== undefined && /^[A-Z]+$/.test(method)
  const rest = tests.filter((test) => test !== route && !(isNamed && test.attribute === 'method')).map(testWords)
  let what: string
  if (route?.op === 'unseen') what = `${isNamed ? `${method} of` : 'visits to'} a path never seen before`
  else if (route) what = isNamed ? `${method} ${pathWords(route.value)}` : `visits to ${pathWords(route.value)}`
  else what = isNamed ? `${method} requests` : 'visits'
  const words = rest.length === 0 ? what : `${what} ${rest.join(', ')}`
  // What it mostly matches says something where the rule itself names no path.
  const asked =
    mostly.route === undefined ? '' : ` (nearly all ${mostly.method ?? method ?? ''} ${pathWords(mostly.route)})`
  return `${words}${asked.replace('all  ', 'all ')}`.replaceAll(',,', ',').replace(/, \(/, ' (').replace(/,$/, '')
}

/** A route template (traffic/route-template.ts) as people write it: `/article/:slug` → `/article/…`. */
function pathWords(route: string): string {
  return printable(route).replace(/:(?:year|number|date|uuid|hash|text|slug)(?=[./]|$)/g, '…')
}
