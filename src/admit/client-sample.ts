import { mix } from '../sketch/mix.js'

interface Sampled {
  amount: number
  seenAt: number
}

const SEED = 7

/**
 * A fair sample of the clients of the last while (adaptive sampling, Flajolet 1990): every client is in with the same
 * chance, however much or little it does, because its hash decides. When the sample is full, the chance is halved.
 * It tells how many clients there are and what an ordinary one uses; a list of the heaviest could tell neither.
 */
export class ClientSample {
  readonly #capacity: number
  readonly #forgetAfterMs: number
  readonly #clients = new Map<number, Sampled>()
  /** Clients are in with a chance of 1 in 2^level. */
  #level = 0

  constructor(capacity: number, forgetAfterMs: number) {
    this.#capacity = capacity
    this.#forgetAfterMs = forgetAfterMs
  }

  add(client: number, amount: number, now: number): void {
    if (!this.#chosen(client)) return
    const sampled = this.#clients.get(client)
    if (sampled) {
      sampled.amount += amount
      sampled.seenAt = now
      return
    }
    this.#clients.set(client, { amount, seenAt: now })
    while (this.#clients.size > this.#capacity) this.#halve()
  }

  /** Multiplies every amount by a factor between 0 and 1. */
  decay(factor: number): void {
    for (const sampled of this.#clients.values()) sampled.amount *= factor
  }

  /** Forgets the clients that have not been seen for a while, and samples more of them when few are left. */
  expire(now: number): void {
    for (const [client, { seenAt }] of this.#clients) {
      if (now - seenAt > this.#forgetAfterMs) this.#clients.delete(client)
    }
    if (this.#level > 0 && this.#clients.size < this.#capacity / 8) this.#level--
  }

  /** About how many clients there are; exact as long as the sample has never been full. */
  get population(): number {
    return this.#clients.size * 2 ** this.#level
  }

  get size(): number {
    return this.#clients.size
  }

  /** The amount that the share `q` (0..1) of clients stays within; 0 without clients. */
  quantile(q: number): number {
    const amounts = Float64Array.from(this.#clients.values(), ({ amount }) => amount).sort()
    return amounts[Math.min(amounts.length - 1, Math.floor(q * amounts.length))] ?? 0
  }

  #chosen(client: number): boolean {
    return this.#level === 0 || mix(client, SEED) >>> (32 - this.#level) === 0
  }

  #halve(): void {
    this.#level++
    for (const client of this.#clients.keys()) if (!this.#chosen(client)) this.#clients.delete(client)
  }
}
