import type { RuleMatch } from '../../brain/status.js'
import { testText } from './attribute-words.js'

/** The tests of a match word for word, for who wants to know exactly. */
export function RuleTests({ match }: { match: readonly RuleMatch[] }) {
  return (
    <ul class="rule-tests">
      {match.map((test) => {
        const { attribute, op, value } = testText(test)
        return (
          <li>
            <b>{attribute}</b> {op}{' '}
            {value === null ? null : (
              <code>
                <bdi>{value}</bdi>
              </code>
            )}
          </li>
        )
      })}
    </ul>
  )
}
