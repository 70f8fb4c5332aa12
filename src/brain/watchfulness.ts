import type { AlarmBound } from './visit-rate.js'

/** How closely it is looked, and how soon something is done. */
export interface Watchfulness {
  alarm: AlarmBound
  /** What came in so many seconds is searched, at least. */
  lookS: number
  /** Fewer visits that a rule could touch than so many times what the hour brings are not searched. */
  suspectsFactor: number
  /**
   * What is normal is taken off the visits that are searched: all of it, which leaves little where little more came than
   * usual, or only as much as a rule could touch.
   */
  takesOff: 'all' | 'touchable'
  /** Fewer visits than so many times what the hour brings, of an origin that bears them, are left alone. */
  harmFactor: number
  /** Browsers have asked for the files of a page within so many milliseconds. */
  followsAfterMs: number
  /** A new rule is watched for so long before it acts: what it meets may prove it wrong. */
  watchMs: { overloaded: number; otherwise: number }
  /** Rules that explain less than this share of an excess together do not stop it: saying that no rule would do is right. */
  leastExplained: number
  /** A search that found nothing is not repeated at once, but after twice the pause each time. */
  pauseMs: { least: number; most: number }
}

/** What came suddenly may be anything. */
export const ORDINARY: Watchfulness = {
  alarm: { factor: 3, stretchesS: [2, 10, 60] },
  lookS: 4,
  suspectsFactor: 2,
  takesOff: 'all',
  harmFactor: 2,
  followsAfterMs: 1_000,
  watchMs: { overloaded: 250, otherwise: 500 },
  leastExplained: 1 / 3,
  pauseMs: { least: 500, most: 30_000 },
}

/**
 * An attack goes on, and rules against it have proved right. Attacks change what they look like every few seconds; what
 * looks like none of the rules and comes on top of them is hardly a crowd that has chosen this minute.
 */
export const UNDER_ATTACK: Watchfulness = {
  alarm: { factor: 2, stretchesS: [1, 10, 60] },
  lookS: 2,
  suspectsFactor: 1.25,
  takesOff: 'touchable',
  harmFactor: 0.75,
  followsAfterMs: 400,
  watchMs: { overloaded: 0, otherwise: 0 },
  leastExplained: 1 / 10,
  pauseMs: { least: 250, most: 500 },
}
