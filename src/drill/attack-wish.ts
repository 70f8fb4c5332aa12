import { type Attack, partsOf, type SingleAttack } from './attack.js'
import type { Wish } from './caps.js'
import { addressesNeeded } from './swarm-addresses.js'

/** What an attack of so many seconds asks for of everything that has a cap: the sum of what goes on at the same time. */
export function attackWish(attack: Attack | null, attackSeconds: number): Wish {
  const wish = { attackSeconds, requestsPerSecond: 0, connections: 0, addresses: 0 }
  for (const part of partsOf(attack)) {
    const { requestsPerSecond, connections, addresses } = singleWish(part, attackSeconds)
    wish.requestsPerSecond += requestsPerSecond
    wish.connections += connections
    wish.addresses += addresses
  }
  return wish
}

function singleWish(attack: SingleAttack, seconds: number): Required<Omit<Wish, 'attackSeconds'>> {
  switch (attack.kind) {
    case 'requests': {
      const { addresses, connectionsPerAddress, requestsPerSecond } = attack
      return { requestsPerSecond, connections: addresses.count * connectionsPerAddress, addresses: addresses.count }
    }
    case 'swarm': {
      const { requestsPerSecond, connections } = attack
      return { requestsPerSecond, connections, addresses: addressesNeeded(attack, seconds) }
    }
    case 'clients':
    case 'resets': {
      const { addresses, requestsPerSecond } = attack
      return { requestsPerSecond, connections: addresses.count, addresses: addresses.count }
    }
    case 'slow':
      return { requestsPerSecond: 0, connections: attack.connections, addresses: attack.addresses.count }
    case 'handshakes': {
      const { addresses, handshakesPerSecond, holdMs } = attack
      const connections = Math.ceil((handshakesPerSecond * holdMs) / 1000)
      return { requestsPerSecond: handshakesPerSecond, connections, addresses: addresses.count }
    }
    case 'pulse': {
      const wishes = attack.parts.map((part) => singleWish(part, seconds))
      const most = (of: (wish: (typeof wishes)[number]) => number) => Math.max(0, ...wishes.map(of))
      return {
        requestsPerSecond: most((wish) => wish.requestsPerSecond),
        // Those of the part before may still be closing.
        connections: 2 * most((wish) => wish.connections),
        addresses: most((wish) => wish.addresses),
      }
    }
  }
}
