import type { EdgeStatus } from '../../brain/status.js'
import { formatDuration, formatMegabytes, formatMs, formatNumber } from './format.js'

/** An edge reports four times a second; silence longer than this is worth a word. */
const SILENT_AFTER_MS = 2000

/** The processes that take the visits. */
export function EdgesTable({ edges }: { edges: EdgeStatus[] }) {
  return (
    <section class="card wide" aria-labelledby="edges-title">
      <h2 id="edges-title">Edges</h2>
      {edges.length === 0 ? (
        <p class="empty">No edge has reported yet.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Edge</th>
              <th scope="col" class="number">
                Open
              </th>
              <th scope="col" class="number">
                Memory
              </th>
              <th scope="col" class="number">
                Cache
              </th>
              <th scope="col" class="number">
                Lag p99
              </th>
              <th scope="col" class="number">
                Closed
              </th>
            </tr>
          </thead>
          <tbody>
            {edges.map((edge, index) => (
              <tr>
                <th scope="row">
                  {index} <span class="sub">pid {edge.pid}</span>
                  {edge.silentMs > SILENT_AFTER_MS ? (
                    <span class="silent">silent for {formatDuration(edge.silentMs)}</span>
                  ) : null}
                </th>
                <td class="number">
                  {formatNumber(edge.connections)} <span class="sub">of {formatNumber(edge.connectionsLimit)}</span>
                </td>
                <td class="number">{formatMegabytes(edge.memoryMb)}</td>
                <td class="number">
                  {formatMegabytes(edge.cacheMb)}{' '}
                  <span class="sub copies">{formatNumber(edge.cacheEntries)} copies</span>
                </td>
                <td class="number">{formatMs(edge.eventLoopP99Ms)}</td>
                <td class="number">
                  {formatNumber(edge.timedOutTotal)} slow{' '}
                  <span class="sub">{formatNumber(edge.evictedTotal)} for room</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
