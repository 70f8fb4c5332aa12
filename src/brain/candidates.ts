/** What floods a site a moment later was seen in calm a moment ago: nobody becomes a regular faster than this. */
const CALM_FOR_MS = 60_000
/** Hashes that wait at the most; what comes beyond is noticed again another day. */
const MOST = 100_000

/** Hashes that were noticed in calm and become known only if it stays calm; otherwise they are forgotten. */
export class Candidates {
  #waiting: { hash: number; since: number }[] = []

  add(hashes: readonly number[], now: number): void {
    for (const hash of hashes.slice(0, MOST - this.#waiting.length)) this.#waiting.push({ hash, since: now })
  }

  /** Those that have waited long enough. Call it often. @param calm false forgets all that wait */
  take(now: number, calm: boolean): number[] {
    if (!calm) {
      this.#waiting = []
      return []
    }
    const young = this.#waiting.findIndex(({ since }) => now - since < CALM_FOR_MS)
    const ripe = this.#waiting.splice(0, young < 0 ? this.#waiting.length : young)
    return ripe.map(({ hash }) => hash)
  }
}
