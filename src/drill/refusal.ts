/** Why a drill does not take place, in words for a person: what is wrong, and what to do about it. */
export interface Refusal {
  kind: 'refused'
  why: string
  remedy: string
}

export function refuse(why: string, remedy: string): Refusal {
  return { kind: 'refused', why, remedy }
}
