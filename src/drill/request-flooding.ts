import type { Socket } from 'node:net'
import type { RequestFlood } from './attack.js'
import { type AttackReport, countAnswer, emptyReport } from './attack-report.js'
import type { AttackRequest } from './attack-requests.js'
import { type AttackMoment, AttackTimeline } from './attack-timeline.js'
import type { Attacking } from './attacking.js'
import { BackOff } from './back-off.js'
import { assertWithinCaps } from './caps.js'
import { addressesOf } from './loopback-address.js'
import { connectionsLeft, openLoopback } from './open-loopback.js'
import { Pacer } from './pacer.js'
import { ResponseParser } from './response-parser.js'
import type { Target } from './target.js'

/** One attacking address and its connections. */
interface Attacker {
  address: string
  idle: Line[]
  lines: Set<Line>
  backOff: BackOff
}

/** One kept-alive connection of an attacker. */
interface Line {
  socket: Socket
  parser: ResponseParser
  /** When the unanswered request was sent; 0 when there is none. */
  busySince: number
}

/**
 * Sends a flood of requests at an even pace that does not depend on the answers. The caller ticks it every slot.
 * @throws RangeError when rate or connections pass the caps
 */
export class RequestFlooding implements Attacking {
  readonly #target: Target
  readonly #flood: RequestFlood
  readonly #next: () => AttackRequest
  readonly #attackers: Attacker[]
  readonly #pacer: Pacer
  #turn = 0
  #open = 0
  #report: AttackReport = emptyReport()
  readonly #timeline = new AttackTimeline()

  constructor(target: Target, flood: RequestFlood, next: () => AttackRequest, now: number) {
    assertWithinCaps({
      requestsPerSecond: flood.requestsPerSecond,
      connections: flood.addresses.count * flood.connectionsPerAddress,
    })
    this.#target = target
    this.#flood = flood
    this.#next = next
    this.#pacer = new Pacer(() => flood.requestsPerSecond, now)
    this.#attackers = addressesOf(flood.addresses).map((address) => ({
      address,
      idle: [],
      lines: new Set(),
      backOff: new BackOff(),
    }))
  }

  tick(now: number): void {
    for (let due = this.#pacer.due(now); due > 0; due--) {
      if (!this.#sendOne(now)) this.#report.heldBack++
    }
  }

  eachSecond(now: number): void {
    for (const { lines } of this.#attackers) {
      for (const line of lines) {
        if (line.busySince > 0 && now - line.busySince > this.#flood.giveUpMs) {
          this.#report.gaveUp++
          line.busySince = 0
          line.socket.destroy()
        }
      }
    }
  }

  takeReport(): AttackReport {
    const report = { ...this.#report, heldBack: this.#report.heldBack + this.#pacer.skipped }
    this.#pacer.skipped = 0
    this.#report = { ...emptyReport(), open: this.#open }
    return report
  }

  takeMoments(): AttackMoment[] {
    return this.#timeline.take()
  }

  stop(): void {
    for (const { lines } of this.#attackers) for (const { socket } of lines) socket.destroy()
  }

  /** The next attacker in turn that has a free connection or may open one sends. */
  #sendOne(now: number): boolean {
    for (let tried = 0; tried < this.#attackers.length; tried++) {
      this.#turn = (this.#turn + 1) % this.#attackers.length
      const attacker = this.#attackers[this.#turn]
      if (attacker === undefined) return false
      const line = attacker.idle.pop()
      if (line !== undefined) {
        this.#write(line, now)
        return true
      }
      if (
        attacker.lines.size < this.#flood.connectionsPerAddress &&
        attacker.backOff.isOver(now) &&
        connectionsLeft() > 0
      ) {
        this.#openLine(attacker, now)
        return true
      }
    }
    return false
  }

  #openLine(attacker: Attacker, now: number): void {
    let connected = false
    const parser = new ResponseParser({
      keepBytes: 0,
      onResponse: ({ head }) => {
        countAnswer(this.#report, head)
        this.#timeline.answered(head, line.busySince)
        attacker.backOff.succeeded()
        line.busySince = 0
        if (head.closes) line.socket.destroy()
        else attacker.idle.push(line)
      },
    })
    const socket = openLoopback(this.#target, { from: attacker.address }, () => {
      connected = true
      this.#write(line, now)
    })
    const line: Line = { socket, parser, busySince: now }
    attacker.lines.add(line)
    this.#open++
    this.#report.open = Math.max(this.#report.open, this.#open)
    socket.on('data', (chunk) => {
      if (!parser.push(chunk)) socket.destroy()
    })
    // Why does not matter: 'close' follows and is counted.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#open--
      attacker.lines.delete(line)
      const idle = attacker.idle.indexOf(line)
      if (idle >= 0) attacker.idle.splice(idle, 1)
      if (line.busySince === 0) return
      if (connected) this.#report.cutOff++
      else this.#report.notConnected++
      attacker.backOff.failed(Date.now())
    })
  }

  #write(line: Line, now: number): void {
    const { method, text } = this.#next()
    line.busySince = now
    line.parser.expect(method)
    line.socket.write(text, 'latin1')
    this.#report.sent++
    this.#timeline.sent(now)
    this.#report.bytesSent += text.length
  }
}
