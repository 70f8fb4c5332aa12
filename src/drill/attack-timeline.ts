import type { ResponseHead } from './response-parser.js'

/** Requests of a tenth of a second, by when they were sent. */
export interface AttackMoment {
  /** When it began, Unix time in milliseconds. */
  at: number
  sent: number
  /** Those that the origin had to answer. An answer that nobody waited for any more is not seen. */
  atOrigin: number
}

const MOMENT_MS = 100

/** When the requests of an attack were sent, and which of them got to the origin. Holds what was not yet taken. */
export class AttackTimeline {
  #moments = new Map<number, AttackMoment>()

  sent(at: number): void {
    this.#momentOf(at).sent++
  }

  /** @param sentAt of the request that is answered */
  answered(head: Pick<ResponseHead, 'header'>, sentAt: number): void {
    if (isFromOrigin(head)) this.#momentOf(sentAt).atOrigin++
  }

  /** What is new since the last call; a moment comes again when more is known of it, and its numbers add up. */
  take(): AttackMoment[] {
    const moments = [...this.#moments.values()]
    this.#moments = new Map()
    return moments
  }

  #momentOf(time: number): AttackMoment {
    const at = Math.floor(time / MOMENT_MS) * MOMENT_MS
    let moment = this.#moments.get(at)
    if (moment === undefined) {
      moment = { at, sent: 0, atOrigin: 0 }
      this.#moments.set(at, moment)
    }
    return moment
  }
}

/** Holdfast gives the reason of its own answers, and says of a copy that it is one (RFC 9211). */
function isFromOrigin(head: Pick<ResponseHead, 'header'>): boolean {
  return head.header('holdfast-reason') === null && !/^holdfast; hit\b/.test(head.header('cache-status') ?? '')
}
