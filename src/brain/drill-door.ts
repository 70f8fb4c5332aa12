import { randomBytes } from 'node:crypto'
import type { DrillWindow } from './status.js'

const LONGEST_DRILL_S = 1_800

/** The window in which a drill may strike: one at a time, for half an hour at most, and it closes by itself. */
export class DrillDoor {
  #window: DrillWindow | null = null

  /** The open window; null while there is none. */
  get window(): DrillWindow | null {
    return this.#window
  }

  /** Call it often. */
  expire(now: number): void {
    if (this.#window && Date.parse(this.#window.until) <= now) this.#window = null
  }

  /** @throws RangeError with a message for people when it cannot be opened for so long, or not now */
  open(seconds: number, by: DrillWindow['openedBy'], now: number): DrillWindow {
    if (!Number.isFinite(seconds) || seconds < 1 || seconds > LONGEST_DRILL_S) {
      throw new RangeError(`A drill window is open for 1 to ${LONGEST_DRILL_S} seconds; ${seconds} was asked for.`)
    }
    const until = new Date(now + seconds * 1000).toISOString()
    this.#window = this.#window
      ? taken(this.#window, until, by)
      : { id: randomBytes(12).toString('hex'), until, openedBy: by, inUse: by === 'command' }
    return this.#window
  }

  /** False when no such window is open. */
  close(id: string): boolean {
    if (this.#window?.id !== id) return false
    this.#window = null
    return true
  }
}

/** One drill at a time, and none past the end of the window that an operator gave it. */
function taken(open: DrillWindow, until: string, by: DrillWindow['openedBy']): DrillWindow {
  if (by === 'console' || open.inUse)
    throw new RangeError(`A drill window is open until ${open.until} already. Wait for its end, or close it first.`)
  if (until > open.until)
    throw new RangeError(
      `The drill window that was opened in the console ends at ${open.until}, before this drill would. Close it and open a longer one, or choose a shorter drill.`,
    )
  return { ...open, inUse: true }
}
