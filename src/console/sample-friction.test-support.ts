import type { FrictionStatus } from '../brain/status.js'
import { at } from './sample-rules.test-support.js'

let lastId = 0

/** A measure from so many seconds ago to so many seconds ago; null: it is in force. */
export function friction(
  from: number,
  until: number | null,
  changes: Partial<FrictionStatus> & Pick<FrictionStatus, 'measure' | 'text'>,
): FrictionStatus {
  return {
    id: ++lastId,
    platform: 'newsroom',
    rule: null,
    activity: null,
    from: at(from),
    until: until === null ? null : at(until),
    visits: 1_000,
    real: { low: 10, high: 40, how: 'About 10 visits are usual there in that time.' },
    ending: null,
    ...changes,
  }
}

/** A night with an attack that is over: what could wait was slowed, and is back at full speed. Newest first. */
export function attackNight(): FrictionStatus[] {
  return [
    friction(214, 181, {
      measure: 'late',
      activity: 'search',
      text: '"search" was answered later than in calm times.',
      visits: 1_204,
      real: real(
        71,
        310,
        'About 71 visits are usual there in that time; at most 310 of those that came were not stopped as part of an attack.',
      ),
    }),
    friction(398, 262, {
      measure: 'budget',
      text: 'Clients that had used far more than their share of the origin’s time were told to come later.',
      visits: 22_914,
      real: real(
        0,
        12,
        'People hardly ever ask so much; several behind one address may. On ordinary days 5,600 visits come in that time.',
      ),
    }),
    friction(421, 201, {
      measure: 'challenge',
      rule: 7,
      activity: 'search',
      text: 'Rule 7 asked to show that a browser sent them: 62 % of the excess: GET requests for /search with an unseen user agent. Would touch at most 0.2 % of normal visits.',
      visits: 184_220,
      real: real(
        14,
        22,
        '14 were by clients that load pages whole or have shown what is hardest to fake. On ordinary days at most 22 visits would have met it in that time.',
      ),
      ending: 'what it matches has fallen back to what is normal',
    }),
    friction(436, 214, {
      measure: 'slowed',
      activity: 'search',
      text: '"search" had to wait, so that what matters most stayed fast.',
      visits: 9_110,
      real: real(
        466,
        1_840,
        'About 466 visits are usual there in that time; at most 1,840 of those that came were not stopped as part of an attack.',
      ),
    }),
    friction(441, 418, {
      measure: 'severe',
      text: 'No rule would do, so that whoever is not known from before was asked to show that a browser sent the visit.',
      visits: 3_420,
      real: real(
        38,
        940,
        '38 showed that a browser asks. On ordinary days 940 visits come in that time, people who were not known yet among them.',
      ),
    }),
    friction(446, 407, {
      measure: 'queue',
      text: 'Visits waited for a place at the origin, or were shown the waiting room.',
      visits: 2_290,
      real: real(
        120,
        1_599,
        'If it met everybody alike, 120 of the visits that are usual in that time; at most 1,599.',
      ),
    }),
    friction(86_400 * 2, 86_400 * 2 - 40, {
      measure: 'slowed',
      activity: 'comment',
      text: '"comment" had to wait, so that what matters most stayed fast.',
      ending: 'Holdfast was started again',
    }),
  ]
}

/** The crowd of the strained sample: search waits, and visits queue. Newest first. */
export function crowdNight(): FrictionStatus[] {
  return [
    friction(95, null, {
      measure: 'late',
      activity: 'comment',
      text: '"comment" was answered later than in calm times.',
      visits: 3_011,
      real: real(
        304,
        3_011,
        'About 304 visits are usual there in that time; at most 3,011 of those that came were not stopped as part of an attack.',
      ),
    }),
    friction(131, null, {
      measure: 'slowed',
      activity: 'search',
      text: '"search" was answered with copies or a "later" only.',
      visits: 15_570,
      real: real(
        275,
        15_570,
        'About 275 visits are usual there in that time; at most 15,570 of those that came were not stopped as part of an attack.',
      ),
    }),
  ]
}

function real(low: number, high: number, how: string): FrictionStatus['real'] {
  return { low, high, how }
}
