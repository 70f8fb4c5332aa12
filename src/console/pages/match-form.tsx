import type { RuleMatch } from '../../brain/status.js'
import { ATTRIBUTES } from '../../traffic/attributes.js'
import { LONGEST_VALUE, MOST_TESTS } from '../rules-api.js'
import { ATTRIBUTE_WORDS, SUGGESTED_VALUES } from '../view/attribute-words.js'

/** One line of the form as it was typed. */
export interface DraftTest {
  attribute: string
  op: string
  value: string
}

export interface MatchDraft {
  platform: string
  tests: readonly DraftTest[]
  problem: string | null
}

/** The draft that an existing match makes, to be varied. */
export function draftOf(platform: string, match: readonly RuleMatch[]): MatchDraft {
  return { platform, tests: match, problem: null }
}

const EMPTY_TEST: DraftTest = { attribute: '', op: 'is', value: '' }
const LINES = Array.from({ length: MOST_TESTS }, (_, line) => line)

/** Tries a match of one's own on the last hour. It changes nothing, so it is a GET: the address can be kept and sent on. */
export function MatchForm({ draft, platforms }: { draft: MatchDraft; platforms: readonly string[] }) {
  return (
    <section class="card match" aria-labelledby="match-form-title">
      <h2 id="match-form-title">Try a match of your own</h2>
      <p class="hint">
        What would it have done to the last hour, and to normal visits? Trying changes nothing. A visit matches when it
        passes every line.
      </p>
      {draft.problem ? (
        <p class="problem" role="alert">
          {draft.problem}
        </p>
      ) : null}
      <form method="get" action="/rules/preview" class="match-form">
        {platforms.length > 1 ? (
          <div class="field">
            <label for="match-platform">Platform</label>
            <select id="match-platform" name="platform">
              {platforms.map((name) => (
                <option value={name} selected={name === draft.platform}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        ) : (
          <input type="hidden" name="platform" value={platforms[0] ?? ''} />
        )}
        {LINES.map((line) => (
          <TestLine line={line} test={draft.tests[line] ?? EMPTY_TEST} />
        ))}
        <datalist id="match-values">
          {SUGGESTED_VALUES.map(([value, attribute, words]) => (
            <option value={value}>{`${ATTRIBUTE_WORDS[attribute]}: ${words}`}</option>
          ))}
        </datalist>
        <button type="submit">Try it</button>
      </form>
    </section>
  )
}

function TestLine({ line, test }: { line: number; test: DraftTest }) {
  const id = (field: string) => `match-${line}-${field}`
  return (
    <fieldset class="match-line">
      <legend class="visually-hidden">Line {line + 1}</legend>
      <div class="field">
        <label for={id('attribute')}>What of the visit</label>
        <select id={id('attribute')} name="attribute">
          <option value="">{line === 0 ? 'choose' : 'nothing more'}</option>
          {ATTRIBUTES.map((attribute) => (
            <option value={attribute} selected={attribute === test.attribute}>
              {ATTRIBUTE_WORDS[attribute]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={id('op')}>How</label>
        <select id={id('op')} name="op">
          <option value="is" selected={test.op !== 'unseen'}>
            is
          </option>
          <option value="unseen" selected={test.op === 'unseen'}>
            is one that normal visits do not have
          </option>
        </select>
      </div>
      <div class="field">
        <label for={id('value')}>Value</label>
        <input
          id={id('value')}
          name="value"
          list="match-values"
          value={test.value}
          maxlength={LONGEST_VALUE}
          autocomplete="off"
          spellcheck={false}
        />
      </div>
    </fieldset>
  )
}
