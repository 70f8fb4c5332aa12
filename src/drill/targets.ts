/** What a drill must reach to be passed. Shares are 0..1; null: not asked for. */
export interface Targets {
  /** Least share of all real actions that succeed while the shape lasts. */
  all: number
  /** The same of the worst activity; of those with script and those without apart. */
  worst: number
  /** Most that the 95th percentile of the time real actions take may be after the onset, as a multiple of that in calm. */
  slower: number | null
  /** Most seconds from the first second of the attack (and each change of it) until real visitors are well: median and worst. */
  mitigated: number | null
  mitigatedWorst: number | null
  /** Most real actions that are turned away at least once, and that meet a challenge. */
  refused: number | null
  challenged: number | null
  /** Most seconds from the attack's last second until the essential activities, and until all are at full speed. */
  essentialBack: number | null
  back: number | null
  /** Most measures that are left behind at the end. */
  left: number | null
}

/** What the onset of an attack does is a matter of the time to mitigate it, which has a target of its own. */
export const ONSET_MS = 5_000

/** Faster than this nobody notices that it is slower (Nielsen 1993: 0.1 s feels instantaneous). */
export const NOTICED_MS = 100

export const ATTACK_TARGETS: Targets = {
  all: 0.99,
  worst: 0.98,
  slower: 1.5,
  mitigated: 2,
  mitigatedWorst: 5,
  refused: null,
  challenged: null,
  essentialBack: 10,
  back: 60,
  left: 0,
}

/** Nobody in a crowd deserves to be stopped; it may take its time, as a full house does. */
export const CROWD_TARGETS: Targets = {
  ...ATTACK_TARGETS,
  all: 1,
  worst: 1,
  slower: null,
  refused: 0,
  challenged: 0,
}
