import type { RuleMatch } from '../brain/status.js'
import { closestWord } from '../config/closest-word.js'
import { ATTRIBUTES } from '../traffic/attributes.js'
import { UsageError } from './command.js'

/** What a test of a match looks like, for messages. */
export const TEST_EXPECTED = '"ATTRIBUTE is VALUE" or "ATTRIBUTE unseen"'

/**
 * Reads one `--match`: `route is /search`, `userAgent unseen`. A value may be empty and may hold spaces.
 * @throws UsageError that says what was expected
 */
export function parseMatch(text: string): RuleMatch {
  const [, name, value, unseen] = /^\s*(\w+)\s+(?:is(?:\s(.*))?|(unseen)\s*)$/s.exec(text) ?? []
  if (name === undefined) throw new UsageError(`--match: expected ${TEST_EXPECTED}, found \`${text}\`.`)
  const attribute = ATTRIBUTES.find((known) => known === name)
  if (attribute) return unseen ? { attribute, op: 'unseen', value: '' } : { attribute, op: 'is', value: value ?? '' }
  const meant = closestWord(name, ATTRIBUTES)
  throw new UsageError(
    `--match: there is no attribute \`${name}\`. ${meant ? `Did you mean ${meant}? ` : ''}There are: ${ATTRIBUTES.join(', ')}.`,
  )
}

/** The same as a person would write it. */
export function matchText({ attribute, op, value }: RuleMatch): string {
  return op === 'unseen' ? `${attribute} unseen` : `${attribute} is ${value}`
}
