import { areas, clubs, firms, firstNames, lastNames, opponents, schools, streets, venues } from './place-names.js'
import type { Random } from './random.js'

const smallNumbers = ['three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'] as const
const roles = [
  'who has lived there for thirty years',
  'the chair of the residents’ association',
  'a retired nurse',
  'who runs the corner shop',
  'a bus driver',
  'a member of the tidy towns committee',
  'who teaches in Millfield',
  'an engineer',
  'a volunteer',
  'the harbour master',
  'a fishmonger',
  'who keeps the books',
  'a parent of two',
  'the caretaker',
  'a district nurse',
  'an apprentice',
] as const

export type Slots = ReadonlyMap<string, string>

export function personName(random: Random): string {
  return `${random.pick(firstNames)} ${random.pick(lastNames)}`
}

/** Who, where and how many, for one telling of a story. */
export function drawSlots(random: Random): Slots {
  const [role, otherRole] = random.sample(roles, 2)
  return new Map([
    ['person', personName(random)],
    ['role', role ?? roles[0]],
    ['other', personName(random)],
    ['otherRole', otherRole ?? roles[1]],
    ['street', random.pick(streets)],
    ['area', random.pick(areas)],
    ['school', random.pick(schools)],
    ['club', random.pick(clubs)],
    ['opponent', random.pick(opponents)],
    ['firm', random.pick(firms)],
    ['venue', random.pick(venues)],
    ['money', `€${random.between(12, 940)},000`],
    ['count', String(random.between(6, 92) * 10 + random.between(4, 9))],
    ['dozens', String(random.between(13, 58))],
    ['few', random.pick(smallNumbers.slice(0, 7))],
    ['months', inWords(random.between(6, 34))],
    ['percent', String(random.between(8, 46))],
  ])
}

/**
 * Puts the slots into a text and a capital at the start of its sentences.
 * @throws Error when the text names a slot that does not exist
 */
export function fill(text: string, slots: Slots): string {
  const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = slots.get(name)
    if (value === undefined) throw new Error(`There is no slot {${name}}. It was used in: ${text}`)
    return value
  })
  return filled.replace(
    /(^(?:> “)?|[.?!]”? )(\p{Ll})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  )
}

function inWords(number: number): string {
  return smallNumbers[number - 3] ?? String(number)
}
