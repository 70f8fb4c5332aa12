import type { Socket } from 'node:net'
import type { HandshakeFlood } from './attack.js'
import { type AttackReport, emptyReport } from './attack-report.js'
import type { AttackMoment } from './attack-timeline.js'
import { attackWish } from './attack-wish.js'
import type { Attacking } from './attacking.js'
import { assertWithinCaps } from './caps.js'
import { addressesOf } from './loopback-address.js'
import { connectionsLeft, openLoopback } from './open-loopback.js'
import { Pacer } from './pacer.js'
import type { SeededRandom } from './seeded-random.js'
import type { Target } from './target.js'

interface Handshake {
  socket: Socket
  since: number
  /** Whether it was us who let go of it. */
  letGo: boolean
}

/**
 * Begins TLS handshakes at an even pace and holds each for a while without asking for anything: some end there, of some
 * even the server's answer is left lying.
 * @throws RangeError when rate or connections pass the caps
 */
export class HandshakeFlooding implements Attacking {
  readonly #target: Target
  readonly #flood: HandshakeFlood
  readonly #hello: Buffer
  readonly #random: SeededRandom
  readonly #addresses: readonly string[]
  readonly #pacer: Pacer
  readonly #most: number
  /** Oldest first. */
  readonly #held = new Set<Handshake>()
  #turn = 0
  #report: AttackReport = emptyReport()

  /** @param hello the first bytes of a handshake */
  constructor(
    target: Target,
    flood: HandshakeFlood,
    { hello, random }: { hello: Buffer; random: SeededRandom },
    now: number,
  ) {
    const wish = attackWish(flood, 0)
    assertWithinCaps(wish)
    this.#most = wish.connections ?? 0
    this.#target = target
    this.#flood = flood
    this.#hello = hello
    this.#random = random
    this.#addresses = addressesOf(flood.addresses)
    this.#pacer = new Pacer(() => flood.handshakesPerSecond, now)
  }

  tick(now: number): void {
    for (const handshake of this.#held) {
      if (now - handshake.since < this.#flood.holdMs) break
      this.#letGo(handshake)
    }
    for (let due = this.#pacer.due(now); due > 0; due--) {
      if (this.#held.size >= this.#most || connectionsLeft() <= 0) this.#report.heldBack++
      else this.#begin(now)
    }
  }

  eachSecond(): void {}

  /** What the target answered counts as content: it has done the work. */
  takeReport(): AttackReport {
    const report = { ...this.#report, heldBack: this.#report.heldBack + this.#pacer.skipped }
    this.#pacer.skipped = 0
    this.#report = { ...emptyReport(), open: this.#held.size }
    return report
  }

  takeMoments(): AttackMoment[] {
    return []
  }

  stop(): void {
    for (const handshake of this.#held) this.#letGo(handshake)
  }

  #begin(now: number): void {
    this.#turn = (this.#turn + 1) % this.#addresses.length
    const from = this.#addresses[this.#turn] ?? '127.0.0.1'
    const { way } = this.#random.weighted(this.#flood.mix)
    let reached = false
    const socket = openLoopback(this.#target, { from, secure: way === 'hello' ? 'raw' : { protocols: ['h2'] } }, () => {
      reached = true
      if (way === 'hello') socket.write(this.#hello)
      else this.#report.answered.content++
    })
    if (way === 'hello') {
      socket.once('data', () => {
        this.#report.answered.content++
        socket.pause()
      })
    }
    const handshake: Handshake = { socket, since: now, letGo: false }
    // Why does not matter: 'close' follows and is counted.
    socket.on('error', () => {})
    socket.once('close', () => {
      this.#held.delete(handshake)
      if (handshake.letGo) return
      if (reached) this.#report.cutOff++
      else this.#report.notConnected++
    })
    this.#held.add(handshake)
    this.#report.sent++
    this.#report.bytesSent += this.#hello.length
    this.#report.open = Math.max(this.#report.open, this.#held.size)
  }

  #letGo(handshake: Handshake): void {
    handshake.letGo = true
    this.#held.delete(handshake)
    handshake.socket.destroy()
  }
}
