import fc from 'fast-check'
import { Activities } from '../../src/traffic/activity.js'
import { normalPath } from '../../src/traffic/normal-path.js'
import { routeTemplate } from '../../src/traffic/route-template.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'

const activities = new Activities([
  { name: 'read', paths: ['/', '/article/**', '/assets/*/x*y*z', '/**/feed.xml'], tier: 'essential' },
  { name: 'search', paths: ['/search'], tier: 'deferrable' },
  { name: 'deep', paths: ['/**/a/**/b/**/c*d*e*f', '/*a*a*a*a*a*b'], tier: 'important' },
])
const LONGEST_TEMPLATE = 400

const segment = fc.oneof(
  fc.constantFrom(
    '',
    '.',
    '..',
    '%2e%2E',
    '%2E',
    '%73earch',
    'search',
    'article',
    'a',
    '%',
    '%%34%31',
    '%2F',
    '%00',
    '2024',
    '2024-01-31',
    'x1.html',
  ),
  fc.string({ maxLength: 40 }),
  fc.uuid(),
)
const path = fc.array(segment, { maxLength: 12 }).map((segments) => `/${segments.join('/')}`)

/** Which activity and route a path belongs to, however it is spelled. */
export const paths: Target = {
  name: 'paths',
  about: 'normal paths, activities and route templates',
  weight: 1,
  words: [
    '/',
    '//',
    '/./',
    '/../',
    '%2e',
    '%2E%2e',
    '%2f',
    '%73',
    '%25',
    '%',
    'search',
    '/article/',
    '/a/b/',
    'aaaa',
    '*',
  ],
  generate: fromArbitrary(path),
  mostBytes: 110_000,
  // Every path is made normal four times.
  mostMs: 250,
  attempt(input) {
    const text = `/${Buffer.from(input).toString('latin1')}`
    const normal = normalPath(text)
    mustHold(normalPath(normal) === normal, () => `${JSON.stringify(normal)} is its own normal form`)
    mustHold(
      normal.startsWith('/') && !/\/\/|\/\.\.?(?:\/|$)/.test(normal),
      () => `${JSON.stringify(normal)} has no dots or empty parts`,
    )
    mustHold(normal.length <= 3 * text.length, 'a normal path is not much longer than the path')
    const activity = activities.of(normal)
    mustHold(activities.all[activity.index] === activity, 'an activity is one of the list')
    const dodging = activities.of(normalPath(`/.//x/..${text}`))
    mustHold(dodging === activity, 'a way around does not lead to another activity')
    const template = routeTemplate(normal)
    mustHold(
      template.startsWith('/') && template.length <= LONGEST_TEMPLATE,
      () => `a template is short: ${template.length}`,
    )
  },
}
