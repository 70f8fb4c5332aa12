import type { OriginStatus } from '../../brain/status.js'
import { formatNumber } from './format.js'

const STATE_WORDS = { up: 'up', down: 'down', probing: 'being tried' }

/** The web servers behind the platform. */
export function OriginsTable({ origins }: { origins: OriginStatus[] }) {
  return (
    <section class="card" aria-labelledby="origins-title">
      <h2 id="origins-title">{origins.length === 1 ? 'Origin' : 'Origins'}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Address</th>
            <th scope="col">State</th>
            <th scope="col" class="number">
              Requests now
            </th>
            <th scope="col" class="number">
              Errors/s
            </th>
          </tr>
        </thead>
        <tbody>
          {origins.map(({ url, state, inFlight, errorsPerSecond }) => (
            <tr>
              <th scope="row">{url}</th>
              <td>{state === 'up' ? STATE_WORDS.up : <strong>{STATE_WORDS[state]}</strong>}</td>
              <td class="number">{formatNumber(inFlight)}</td>
              <td class="number">{formatNumber(errorsPerSecond)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** A line about origins that are not up; nothing while all are. */
export function OriginsDown({ origins }: { origins: OriginStatus[] }) {
  const out = origins.filter(({ state }) => state !== 'up')
  if (out.length === 0) return null
  return (
    <p>
      <strong>
        {out.length} of {origins.length} {origins.length === 1 ? 'origin' : 'origins'} not up:
      </strong>{' '}
      {out.map(({ url, state }) => `${url} (${STATE_WORDS[state]})`).join(', ')}
    </p>
  )
}
