import type { FrictionStatus } from '../../brain/status.js'
import { MEASURE_WORDS } from './friction-words.js'
import { visibleText } from './visible-text.js'

/** On the overview: that visitors feel something now, and the way to what it is. */
export function FrictionNote({ friction }: { friction: readonly FrictionStatus[] }) {
  if (friction.length === 0) return null
  const parts = friction.map(({ measure, activity }) =>
    activity === null ? MEASURE_WORDS[measure] : `${MEASURE_WORDS[measure]} (${visibleText(activity)})`,
  )
  return (
    <p class="friction-note">
      Visitors may feel this now: {[...new Set(parts)].join(', ')}. <a href="/slowed">See who is slowed</a>
    </p>
  )
}
