import { inForceSentence, type RulesInForce } from './rules-in-force.js'

/** On the overview: that rules are in force, and the way to them. */
export function RulesNote({ inForce }: { inForce: RulesInForce | undefined }) {
  if (!inForce) return null
  return (
    <p class="rules-note">
      {inForceSentence(inForce)} <a href="/rules">See what they match and whom they meet</a>
    </p>
  )
}
