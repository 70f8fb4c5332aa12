import type { Wish } from './caps.js'
import type { Attack } from './shape.js'
import { addressesNeeded } from './swarm-addresses.js'

/** What an attack of so many seconds asks for of everything that has a cap. */
export function attackWish(attack: Attack | null, attackSeconds: number): Wish {
  if (attack === null) return { attackSeconds }
  if (attack.kind === 'slow') return { attackSeconds, connections: attack.connections }
  const { requestsPerSecond } = attack
  if (attack.kind === 'requests') {
    const connections = attack.addresses.count * attack.connectionsPerAddress
    return { attackSeconds, requestsPerSecond, connections }
  }
  const addresses = addressesNeeded(attack, attackSeconds)
  return { attackSeconds, requestsPerSecond, connections: attack.connections, addresses }
}
