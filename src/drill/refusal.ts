/** Why a drill does not take place, in words for a person: what is wrong, and what to do about it. */
export interface Refusal {
  kind: 'refused'
  /**
   * `not running`: there is no Holdfast at all · `refused`: there is something, and it must not be drilled · `not here`:
   * it may be drilled, and gives this shape no opening.
   */
  reason: 'not running' | 'refused' | 'not here'
  why: string
  remedy: string
}

export function refuse(why: string, remedy: string, reason: Refusal['reason'] = 'refused'): Refusal {
  return { kind: 'refused', reason, why, remedy }
}
