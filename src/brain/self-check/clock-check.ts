/** A clock that is kept right is never moved by so much at once. */
const JUMP_MS = 2_000
const TOLD_FOR_MS = 600_000
/** An edge's message may be late by as much as either process hangs; the best of a few seconds tells its clock. */
const OFFSET_WINDOW_MS = 5_000
const OFF_BY_MS = 2_000

interface Offset {
  at: number
  ms: number
}

/**
 * Whether the clocks run evenly and agree. Holdfast itself goes by a clock that nobody can set (src/edge/clock.ts), but each
 * process takes its beginning from the machine's: one that was started after the clock was set lives at another time. Orders
 * are told so that it obeys them all the same; what it signs ends too early or too late.
 */
export class ClockCheck {
  #before: { wall: number; now: number } | null = null
  #jump: { ms: number; wall: number; at: number } | null = null
  /** By process, the offsets of its clock from ours. */
  readonly #offsets = new Map<number, Offset[]>()

  /** Call it a few times a second. @param wall the machine's clock @param now the clock that nobody can set */
  tick(wall: number, now: number): void {
    if (this.#before) {
      const ms = wall - this.#before.wall - (now - this.#before.now)
      if (Math.abs(ms) >= JUMP_MS) this.#jump = { ms, wall, at: now }
    }
    this.#before = { wall, now }
  }

  /** An edge's message arrived. @param at its clock when it sent it */
  take(pid: number, at: number, now: number): void {
    const offsets = (this.#offsets.get(pid) ?? []).filter((one) => one.at > now - OFFSET_WINDOW_MS)
    offsets.push({ at: now, ms: at - now })
    this.#offsets.set(pid, offsets)
  }

  /** @param pids of the edges that are connected */
  says(pids: readonly number[], now: number): string[] {
    for (const pid of this.#offsets.keys()) if (!pids.includes(pid)) this.#offsets.delete(pid)
    return [...this.#jumped(now), ...pids.flatMap((pid) => this.#off(pid))]
  }

  #jumped(now: number): string[] {
    if (!this.#jump || now - this.#jump.at > TOLD_FOR_MS) return []
    const { ms, wall } = this.#jump
    const when = new Date(wall).toISOString().slice(11, 19)
    return [
      `The machine’s clock jumped ${inWords(ms)} ${ms > 0 ? 'forward' : 'back'} (it then showed ${when} UTC), or the machine slept. Times told from before may be wrong by as much, and so may ends of certificates. Let it be kept by NTP (timedatectl), then restart Holdfast.`,
    ]
  }

  #off(pid: number): string[] {
    const offsets = this.#offsets.get(pid) ?? []
    const least = offsets.reduce((best, { ms }) => (Math.abs(ms) < Math.abs(best) ? ms : best), offsets[0]?.ms ?? 0)
    if (Math.abs(least) < OFF_BY_MS) return []
    return [
      `The clock of edge ${pid} is ${inWords(least)} ${least > 0 ? 'ahead' : 'behind'}: it was started after the machine’s clock was set. Proofs that it gives to visitors end too early or too late, and other edges may not take them. Restart Holdfast, so that all its processes go by the same time.`,
    ]
  }
}

function inWords(ms: number): string {
  const seconds = Math.abs(ms) / 1000
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} minutes` : `${(seconds / 3_600).toFixed(1)} hours`
}
