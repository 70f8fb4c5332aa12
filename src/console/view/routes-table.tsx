import type { RouteStatus } from '../../brain/status.js'
import { formatNumber, formatShare } from './format.js'
import { ShareBar } from './share-bar.js'

/** Where the origin's time goes, dearest first. */
export function RoutesTable({ routes }: { routes: RouteStatus[] }) {
  return (
    <section class="card" aria-labelledby="routes-title">
      <h2 id="routes-title">Where the origin’s time goes</h2>
      {routes.length === 0 ? (
        <p class="empty">The origin had nothing to do in the last 10 seconds.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Route</th>
              <th scope="col" class="number">
                Visits/s
              </th>
              <th scope="col" class="number">
                Origin time
              </th>
            </tr>
          </thead>
          <tbody>
            {routes.map((route) => (
              <tr>
                <th scope="row" class="route">
                  <code>{route.route}</code>
                  <ShareBar share={route.originTimeShare} />
                </th>
                <td class="number">{formatNumber(route.requestsPerSecond)}</td>
                <td class="number">{formatShare(route.originTimeShare)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
