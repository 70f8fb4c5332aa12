import type { Socket } from 'node:net'
import type { ClientFlood } from './attack.js'
import { type AttackReport, countAnswer, emptyReport } from './attack-report.js'
import type { AttackRequest } from './attack-requests.js'
import { type AttackMoment, AttackTimeline } from './attack-timeline.js'
import { attackWish } from './attack-wish.js'
import type { Attacking } from './attacking.js'
import { BackOff } from './back-off.js'
import type { Profile } from './browser-profiles.js'
import { assertWithinCaps } from './caps.js'
import { ClientWit } from './client-wit.js'
import { addressesOf } from './loopback-address.js'
import { connectionsLeft, openLoopback } from './open-loopback.js'
import { Pacer } from './pacer.js'
import { ResponseParser } from './response-parser.js'
import type { SeededRandom } from './seeded-random.js'
import type { Target } from './target.js'

/** One client with its one connection. */
interface Client {
  address: string
  profile: Profile
  wit: ClientWit
  line: { socket: Socket; parser: ResponseParser } | null
  connected: boolean
  /** What it wants to say once connected. */
  unsaid: AttackRequest | null
  /** When the unanswered request was due; 0 when there is none. */
  busySince: number
  backOff: BackOff
}

/**
 * Many clients in turn ask at an even pace that does not depend on the answers; none has more than one request under way.
 * Who goes where it was sent, or comes again as told, does so in its next turn, so that the pace stays what it is.
 * @throws RangeError when rate or connections pass the caps
 */
export class ClientFlooding implements Attacking {
  readonly #target: Target
  readonly #flood: ClientFlood
  readonly #next: (profile?: Profile) => AttackRequest
  readonly #clients: Client[]
  readonly #pacer: Pacer
  readonly #timeline = new AttackTimeline()
  #turn = 0
  #open = 0
  #report: AttackReport = emptyReport()

  constructor(
    target: Target,
    flood: ClientFlood,
    {
      profiles,
      next,
      random,
    }: { profiles: readonly Profile[]; next: (profile?: Profile) => AttackRequest; random: SeededRandom },
    now: number,
  ) {
    assertWithinCaps(attackWish(flood, 0))
    this.#target = target
    this.#flood = flood
    this.#next = next
    this.#pacer = new Pacer(() => flood.requestsPerSecond, now)
    this.#clients = addressesOf(flood.addresses).map((address) => {
      const profile = random.pick(profiles)
      return {
        address,
        profile,
        wit: new ClientWit(flood.wit, target.authority, profile),
        line: null,
        connected: false,
        unsaid: null,
        busySince: 0,
        backOff: new BackOff(),
      }
    })
  }

  tick(now: number): void {
    for (let due = this.#pacer.due(now); due > 0; due--) {
      const client = this.#nextReady(now)
      if (client === null) this.#report.heldBack++
      else this.#ask(client, now)
    }
  }

  eachSecond(now: number): void {
    for (const client of this.#clients) {
      if (client.busySince === 0 || now - client.busySince <= this.#flood.giveUpMs) continue
      this.#report.gaveUp++
      client.busySince = 0
      client.line?.socket.destroy()
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
    for (const { line } of this.#clients) line?.socket.destroy()
  }

  #nextReady(now: number): Client | null {
    for (let tried = 0; tried < this.#clients.length; tried++) {
      this.#turn = (this.#turn + 1) % this.#clients.length
      const client = this.#clients[this.#turn]
      if (client === undefined) return null
      if (client.busySince > 0 || !client.wit.isReady(now)) continue
      if (client.line !== null || (client.backOff.isOver(now) && connectionsLeft() > 0)) return client
    }
    return null
  }

  #ask(client: Client, now: number): void {
    client.busySince = now
    client.unsaid = client.wit.request(() => this.#next(client.profile))
    if (client.line === null) this.#openLine(client)
    else if (client.connected) this.#say(client)
  }

  #openLine(client: Client): void {
    client.connected = false
    const parser = new ResponseParser({
      keepBytes: 0,
      onResponse: ({ head }) => {
        const now = Date.now()
        countAnswer(this.#report, head)
        this.#timeline.answered(head, client.busySince)
        client.busySince = 0
        client.backOff.succeeded()
        client.wit.answered(head, now)
        if (head.closes) socket.destroy()
      },
    })
    const socket = openLoopback(this.#target, { from: client.address }, () => {
      client.connected = true
      this.#say(client)
    })
    client.line = { socket, parser }
    this.#open++
    this.#report.open = Math.max(this.#report.open, this.#open)
    socket.on('data', (chunk) => {
      if (!parser.push(chunk)) socket.destroy()
    })
    // Why does not matter: 'close' follows and is counted.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#open--
      client.line = null
      if (client.busySince === 0) return
      client.busySince = 0
      if (client.connected) this.#report.cutOff++
      else this.#report.notConnected++
      client.backOff.failed(Date.now())
    })
  }

  #say(client: Client): void {
    const { unsaid, line } = client
    if (unsaid === null || line === null) return
    client.unsaid = null
    line.parser.expect(unsaid.method)
    line.socket.write(unsaid.text, 'latin1')
    this.#report.sent++
    this.#report.bytesSent += unsaid.text.length
    this.#timeline.sent(client.busySince)
  }
}
