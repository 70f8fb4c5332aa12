import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Client } from '../../traffic/client.js'

/**
 * Where a connection stands: TLS under way, a request's head awaited, nothing asked, a request at work, or handed over
 * to another protocol after an upgrade.
 */
export type Phase = 'handshake' | 'head' | 'idle' | 'working' | 'upgraded'

/** A request or response under way whose pace the sweep watches. All bytes are counted from the start of the transfer. */
export interface Transfer {
  /** Bytes that arrived or were taken, ever growing. */
  progress(): number
  /** True while it is the visitor we wait for, and not the origin or ourselves. */
  awaited(): boolean
  /** Ends the transfer; called once when it has been too slow. */
  tooSlow(): void
}

export interface Watched {
  transfer: Transfer
  minBytesPerSecond: number
  /** How far ahead the transfer may get of what the visitor has taken, in milliseconds at the least rate. */
  aheadMs: number
  /** How long it may go on without any progress; below nothing it is too slow. */
  slackMs: number
  checkedAt: number
  progressThen: number
  /** The last time that it moved fast enough, or that it was not the visitor we waited for. */
  awaitedSince: number
}

/** How long a transfer may stand still. */
export const GRACE_MS = 10_000

export class Connection {
  readonly socket: Socket
  readonly peer: Client
  readonly openedAt: number
  phase: Phase
  phaseSince: number
  /** Place in the table, kept by it. */
  slot = -1
  /** All connections of its client, itself included; kept by the table. */
  siblings: Set<Connection> | null = null
  /** socket.bytesRead when the connection became idle: more means that a next request has begun. */
  idleBytesRead = 0
  readonly watched: Watched[] = []
  requests = 0
  /** When a transfer on it was last given up for being too slow; infinite: never. */
  givenUpAt = Number.POSITIVE_INFINITY
  /** In HTTP/1.1, the answers that are not out yet, and the newest answer. */
  readonly unanswered = new Set<ServerResponse>()
  newest: ServerResponse | null = null
  /** HTTP/2 speaks between requests too (pings, settings), so bytes alone do not mean that a request has begun. */
  multiplexed = false
  /** JA4 of its TLS; null without TLS, and where the hello could not be read. */
  tls: string | null = null

  constructor(socket: Socket, peer: Client, phase: Phase, now: number) {
    this.socket = socket
    this.peer = peer
    this.openedAt = now
    this.phase = phase
    this.phaseSince = now
  }

  enter(phase: Phase, now: number): void {
    if (this.phase === phase || this.phase === 'upgraded') return
    this.phase = phase
    this.phaseSince = now
    if (phase === 'idle') this.idleBytesRead = this.socket.bytesRead
  }

  requestBegins(now: number): void {
    this.requests++
    this.enter('working', now)
  }

  requestEnds(now: number): void {
    this.requests--
    if (this.requests === 0) this.enter('idle', now)
  }

  /** @param aheadMs what the kernel takes at once counts for so long: it tells of the visitor only when it is full again */
  watch(transfer: Transfer, minBytesPerSecond: number, now: number, aheadMs = 0): void {
    this.watched.push({
      transfer,
      minBytesPerSecond,
      aheadMs,
      slackMs: GRACE_MS,
      checkedAt: now,
      progressThen: transfer.progress(),
      awaitedSince: now,
    })
  }

  unwatch(transfer: Transfer): void {
    const at = this.watched.findIndex((watched) => watched.transfer === transfer)
    if (at >= 0) this.watched.splice(at, 1)
  }
}
