/**
 * The hard caps of a drill. They are part of the load processes, not of the command, and no option raises them: enough
 * to rehearse every attack that a site behind Holdfast can meet at its own layer, too little to be worth stealing.
 */
export const CAPS = {
  requestsPerSecond: 20_000,
  connections: 8_000,
  /** That attack, each of its own. */
  addresses: 50_000,
  attackSeconds: 600,
  /** A drill window at the target, the calm before and the recovery after included. */
  windowSeconds: 30 * 60,
} as const

export interface Wish {
  requestsPerSecond?: number
  connections?: number
  addresses?: number
  attackSeconds?: number
}

/**
 * Throws a RangeError with a sentence for people when a wish goes past a cap. Called where load is made, so that
 * a caller that forgets to check cannot get past it.
 */
export function assertWithinCaps(wish: Wish): void {
  assertCap('requests a second', wish.requestsPerSecond, CAPS.requestsPerSecond)
  assertCap('connections', wish.connections, CAPS.connections)
  assertCap('addresses that attack', wish.addresses, CAPS.addresses)
  assertCap('seconds of attack', wish.attackSeconds, CAPS.attackSeconds)
}

function assertCap(what: string, wished: number | undefined, most: number): void {
  if (wished === undefined) return
  if (!Number.isFinite(wished) || wished < 0 || wished > most) {
    throw new RangeError(`a drill has at most ${most.toLocaleString('en')} ${what}; ${wished} were asked for`)
  }
}
