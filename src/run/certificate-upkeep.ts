import type { CertificateKeeper } from '../acme/certificate-keeper.js'
import type { ChallengeBoard } from '../acme/order-certificate.js'
import type { Config } from '../config/config.js'
import type { LimitedLogger } from '../config/logger.js'

const LOOK_MS = 5_000

/** Has the certificates fetched that `listen.https.acme` asks for, if it does. */
export class CertificateUpkeep {
  readonly #board: ChallengeBoard
  readonly #log: LimitedLogger
  readonly #now: () => number
  #keeper: CertificateKeeper | null = null

  constructor(board: ChallengeBoard, log: LimitedLogger, now: () => number) {
    this.#board = board
    this.#log = log
    this.#now = now
    setInterval(() => void this.#keeper?.look(), LOOK_MS)
  }

  /** At the start, and when the configuration was read again. */
  async configure({ listen }: Config): Promise<void> {
    const settings = listen.https?.acme
    if (!settings) {
      this.#keeper = null
      return
    }
    // Loaded only where it is used: it takes a fifth of a second and 20 MB.
    const { CertificateKeeper } = await import('../acme/certificate-keeper.js')
    const [board, log, now] = [this.#board, this.#log, this.#now]
    if (this.#keeper) this.#keeper.configure(settings)
    else this.#keeper = new CertificateKeeper({ settings, board, log, now, random: Math.random })
    void this.#keeper.look()
  }

  warnings(): string[] {
    return this.#keeper?.warnings() ?? []
  }
}
