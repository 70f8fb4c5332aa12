import type { FrictionStatus } from '../../brain/status.js'
import { formatDuration, formatNumber, msBetween } from './format.js'
import { MEASURE_WORDS, momentWords, realWords } from './friction-words.js'
import { visibleText } from './visible-text.js'

/** Each measure in words and figures, newest first. */
export function FrictionTable(props: { entries: readonly FrictionStatus[]; now: string; timeZone: string }) {
  const { entries, now, timeZone } = props
  const several = new Set(entries.map(({ platform }) => platform)).size > 1
  return (
    <table class="friction-table">
      <caption class="visually-hidden">What was done, from when to when, and how many visits it touched</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col" class="number">
            Visits
          </th>
          <th scope="col" class="number">
            Of them real
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr>
            <td class="friction-when">
              <time datetime={entry.from}>{momentWords(entry.from, now, timeZone)}</time>
              {entry.until === null ? (
                <b class="still">still</b>
              ) : (
                <time datetime={entry.until}>{momentWords(entry.until, now, timeZone)}</time>
              )}
              <span class="sub">{formatDuration(msBetween(entry.from, entry.until ?? now))}</span>
            </td>
            <td>
              <b>{MEASURE_WORDS[entry.measure]}</b>{' '}
              <span class="sub">
                {[several ? entry.platform : null, entry.activity]
                  .filter((part) => part !== null)
                  .map(visibleText)
                  .join(' · ')}
              </span>
              <p>
                <bdi>{visibleText(entry.text)}</bdi>
              </p>
              {entry.ending ? <p class="sub">Ended: {visibleText(entry.ending)}.</p> : null}
              <details>
                <summary>
                  How that is estimated
                  <span class="visually-hidden"> for what began at {momentWords(entry.from, now, timeZone)}</span>
                </summary>
                <p>{entry.real.how}</p>
              </details>
            </td>
            <td class="number">{formatNumber(entry.visits)}</td>
            <td class="number friction-real">{realWords(entry.real)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
