import type { Socket } from 'node:net'
import type { Swarm } from './attack.js'
import { type AttackReport, countAnswer, emptyReport } from './attack-report.js'
import type { AttackRequest } from './attack-requests.js'
import { type AttackMoment, AttackTimeline } from './attack-timeline.js'
import type { Attacking } from './attacking.js'
import { assertWithinCaps } from './caps.js'
import { connectionsLeft, openLoopback } from './open-loopback.js'
import { Pacer } from './pacer.js'
import { ResponseParser } from './response-parser.js'
import type { Target } from './target.js'

/** One request under way. */
interface Asking {
  socket: Socket
  /** When its connection was begun. */
  since: number
  sentAt: number | null
  ended: boolean
}

/**
 * Sends one request from each address, on a connection of its own that is closed with the answer, at an even pace that
 * does not depend on the answers. The caller ticks it every slot.
 * @throws RangeError when rate or connections pass the caps
 */
export class SwarmFlooding implements Attacking {
  readonly #target: Target
  readonly #swarm: Swarm
  readonly #addresses: readonly string[]
  readonly #next: (sinceMs: number) => AttackRequest
  readonly #pacer: Pacer
  readonly #startedAt: number
  /** Oldest first. */
  readonly #underWay = new Set<Asking>()
  readonly #timeline = new AttackTimeline()
  #asked = 0
  #report: AttackReport = emptyReport()

  /** @param addresses in the order in which they ask @param next the next request, by milliseconds since `now` */
  constructor(
    target: Target,
    swarm: Swarm,
    addresses: readonly string[],
    next: (sinceMs: number) => AttackRequest,
    now: number,
  ) {
    assertWithinCaps({
      requestsPerSecond: swarm.requestsPerSecond,
      connections: swarm.connections,
      addresses: addresses.length,
    })
    this.#target = target
    this.#swarm = swarm
    this.#addresses = addresses
    this.#next = next
    this.#pacer = new Pacer(() => swarm.requestsPerSecond, now)
    this.#startedAt = now
  }

  tick(now: number): void {
    for (let due = this.#pacer.due(now); due > 0; due--) {
      const from = this.#addresses[this.#asked]
      if (from === undefined) return
      if (this.#underWay.size >= this.#swarm.connections || connectionsLeft() <= 0) this.#report.heldBack++
      else {
        this.#asked++
        this.#ask(from, now)
      }
    }
  }

  eachSecond(now: number): void {
    for (const asking of this.#underWay) {
      if (now - asking.since <= this.#swarm.giveUpMs) return
      this.#report.gaveUp++
      this.#end(asking)
    }
  }

  takeReport(): AttackReport {
    const report = { ...this.#report, heldBack: this.#report.heldBack + this.#pacer.skipped }
    this.#pacer.skipped = 0
    this.#report = { ...emptyReport(), open: this.#underWay.size }
    return report
  }

  takeMoments(): AttackMoment[] {
    return this.#timeline.take()
  }

  stop(): void {
    for (const asking of this.#underWay) this.#end(asking)
  }

  #ask(from: string, now: number): void {
    const { method, text } = this.#next(now - this.#startedAt)
    const parser = new ResponseParser({
      keepBytes: 0,
      onResponse: ({ head }) => {
        countAnswer(this.#report, head)
        this.#timeline.answered(head, asking.sentAt ?? now)
        this.#end(asking)
      },
    })
    const socket = openLoopback(this.#target, { from }, () => {
      asking.sentAt = Date.now()
      parser.expect(method)
      socket.write(text, 'latin1')
      this.#report.sent++
      this.#report.bytesSent += text.length
      this.#timeline.sent(asking.sentAt)
    })
    const asking: Asking = { socket, since: now, sentAt: null, ended: false }
    this.#underWay.add(asking)
    this.#report.open = Math.max(this.#report.open, this.#underWay.size)
    socket.on('data', (chunk) => {
      if (!parser.push(chunk)) socket.destroy()
    })
    socket.on('end', () => parser.end())
    // Why does not matter: 'close' follows and is counted.
    socket.on('error', () => {})
    socket.on('close', () => {
      if (asking.ended) return
      if (asking.sentAt === null) this.#report.notConnected++
      else this.#report.cutOff++
      this.#end(asking)
    })
  }

  #end(asking: Asking): void {
    asking.ended = true
    this.#underWay.delete(asking)
    asking.socket.destroy()
  }
}
