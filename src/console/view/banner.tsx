import type { PlatformStatus, Status } from '../../brain/status.js'
import type { Level } from '../../detect/level.js'
import { formatDuration, msBetween } from './format.js'
import { LEVEL_WORDS, LevelIcon } from './level-icon.js'

/** The state of the whole in one sentence: by colour, outline and word. */
export function Banner(props: { level: Level; since: string; now: string; sentence: string; title?: string }) {
  const { level, since, now, sentence, title } = props
  return (
    <section class={`banner level-${level}`} aria-labelledby="banner-title">
      <LevelIcon level={level} />
      <div>
        <h1 id="banner-title">
          {title ? <span class="banner-name">{title}: </span> : null}
          {LEVEL_WORDS[level]}
        </h1>
        <p class="banner-sentence">{sentence}</p>
      </div>
      <p class="banner-since">
        for <time datetime={since}>{formatDuration(msBetween(since, now))}</time>
      </p>
    </section>
  )
}

/** One platform of several has no sentence of its own in the status; its activities say what is the matter. */
export function platformSentence({ activities }: PlatformStatus): string {
  const names = (state: string) => activities.filter((a) => a.state === state).map((a) => a.name)
  const parts = ['paused', 'slowed', 'late'].flatMap((state) => {
    const there = names(state)
    return there.length > 0 ? [`${state}: ${there.join(', ')}`] : []
  })
  if (parts.length === 0) return 'Every activity is at full speed.'
  const rest = activities.some(({ state }) => state === 'full') ? '; everything else is at full speed' : ''
  const text = parts.join('; ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${rest}.`
}

/** What the operator should mend. */
export function Warnings({ warnings }: Pick<Status, 'warnings'>) {
  if (warnings.length === 0) return null
  return (
    <section class="warnings" aria-labelledby="warnings-title">
      <h2 id="warnings-title">To mend</h2>
      <ul>
        {warnings.map((warning) => (
          <li>{warning}</li>
        ))}
      </ul>
    </section>
  )
}
