import { ONE_ADDRESS_SHARE } from '../../baseline/baseline.js'
import type { EdgeStatus } from '../status.js'

/** Whether visitors can be told apart by their addresses: behind a proxy that nobody has named they cannot. */
export function oneAddressSays(edges: readonly Pick<EdgeStatus, 'mostFromOne'>[]): string[] {
  const mostFromOne = Math.max(0, ...edges.map((edge) => edge.mostFromOne))
  if (mostFromOne <= ONE_ADDRESS_SHARE) return []
  return [
    `${Math.round(100 * mostFromOne)} % of the visits come from one address. If that is a proxy or load balancer in front of Holdfast, name it under trustedProxies: until then its visitors cannot be told apart, and no address is refused for going on and on.`,
  ]
}
