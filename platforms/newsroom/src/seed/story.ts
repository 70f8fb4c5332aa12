import type { SectionId } from '../sections.js'

/** The pictures the art desk can draw. */
export const SCENES = [
  'harbour',
  'townhall',
  'street',
  'school',
  'wetland',
  'hospital',
  'pitch',
  'stage',
  'network',
  'bridge',
] as const
export type Scene = (typeof SCENES)[number]

/**
 * A kind of story, told many times with other names and numbers. Words in braces are slots, filled by write-article:
 * person, role, other, otherRole, street, area, school, club, opponent, firm, venue, money, count, dozens, few, months, percent.
 * Of each list one entry is taken; `paragraphs` are told in order.
 */
export interface Story {
  section: SectionId
  scene: Scene
  titles: readonly string[]
  standfirsts: readonly string[]
  paragraphs: readonly (readonly string[])[]
  captions: readonly string[]
}
