import { type Connection, GRACE_MS, type Watched } from './connection.js'

export interface ConnectionLimits {
  connections: number
  connectionsPerClient: number
  headersMs: number
  keepAliveMs: number
}

/** How many connections are looked at to find the worst one; the worst of 48 is among the worst 5 % nine times in ten. */
const EVICTION_SAMPLE = 48
/** From this share of the limit on, patience with slow connections shrinks, down to a fifth at the limit. */
const PRESSURE_FROM = 0.6

/**
 * All connections of an edge, at most `connections` of them and `connectionsPerClient` of one client. When a cap is
 * reached the connection that deserves its place least is closed, and never the newest visitor's: who attacks by holding
 * connections open loses those, not the people who come after.
 */
export class ConnectionTable {
  #limits: ConnectionLimits
  readonly #all: Connection[] = []
  readonly #byClient = new Map<number, Set<Connection>>()
  /** Clients without a cap of their own: trusted proxies, which carry everybody. */
  readonly #uncapped: (connection: Connection) => boolean
  evictedTotal = 0
  timedOutTotal = 0

  constructor(limits: ConnectionLimits, uncapped: (connection: Connection) => boolean) {
    this.#limits = limits
    this.#uncapped = uncapped
  }

  get open(): number {
    return this.#all.length
  }

  /** What is above new limits makes way as others come. */
  configure(limits: ConnectionLimits): void {
    this.#limits = limits
  }

  get limit(): number {
    return this.#limits.connections
  }

  openOf(connection: Connection): number {
    return connection.siblings?.size ?? 0
  }

  add(connection: Connection, now: number): void {
    const siblings = this.#byClient.get(connection.peer.key) ?? new Set()
    if (siblings.size >= this.#limits.connectionsPerClient && !this.#uncapped(connection))
      this.#evict(worstOf(siblings, now))
    if (this.#all.length >= this.#limits.connections) this.#evict(this.#worstOfSample(now))
    connection.slot = this.#all.push(connection) - 1
    connection.siblings = siblings.add(connection)
    this.#byClient.set(connection.peer.key, siblings)
  }

  remove(connection: Connection): void {
    if (connection.slot < 0) return
    const last = this.#all.pop() as Connection
    if (last !== connection) {
      this.#all[connection.slot] = last
      last.slot = connection.slot
    }
    connection.slot = -1
    connection.siblings?.delete(connection)
    if (connection.siblings?.size === 0) this.#byClient.delete(connection.peer.key)
    connection.siblings = null
  }

  /** Ends what takes too long. Called about once a second. */
  sweep(now: number): void {
    const patience = this.patience()
    for (const connection of [...this.#all]) {
      if (
        connection.phase === 'idle' &&
        !connection.multiplexed &&
        connection.socket.bytesRead > connection.idleBytesRead
      )
        connection.enter('head', now)
      if (this.#tooLong(connection, now, patience)) {
        this.timedOutTotal++
        this.#close(connection)
      } else {
        for (const watched of [...connection.watched]) this.#checkPace(connection, watched, now, patience)
      }
    }
  }

  /** 1 with room to spare, falling to 0.2 as the table fills: the factor on every time limit. */
  patience(): number {
    const filled = this.#all.length / this.#limits.connections
    return filled <= PRESSURE_FROM ? 1 : Math.max(0.2, 1 - 0.8 * ((filled - PRESSURE_FROM) / (1 - PRESSURE_FROM)))
  }

  closeIdle(): void {
    for (const connection of [...this.#all]) if (connection.phase === 'idle') this.#close(connection)
  }

  closeAll(): void {
    for (const connection of [...this.#all]) this.#close(connection)
  }

  #tooLong(connection: Connection, now: number, patience: number): boolean {
    const spent = now - connection.phaseSince
    switch (connection.phase) {
      case 'handshake':
      case 'head':
        return spent > this.#limits.headersMs * patience
      case 'idle':
        return spent > this.#limits.keepAliveMs * patience
      // All that was under way has been given up and does not end: nghttp2 has stopped speaking to this visitor.
      case 'working':
        return connection.watched.length === 0 && now - connection.givenUpAt > GRACE_MS
      case 'upgraded':
        return false
    }
  }

  /** A bucket of time: bytes that move fill it, time that passes empties it. */
  #checkPace(connection: Connection, watched: Watched, now: number, patience: number): void {
    const { transfer, minBytesPerSecond, aheadMs } = watched
    const progress = transfer.progress()
    const elapsed = now - watched.checkedAt
    const earnedMs = minBytesPerSecond > 0 ? ((progress - watched.progressThen) * 1000) / minBytesPerSecond : elapsed
    watched.checkedAt = now
    watched.progressThen = progress
    if (!transfer.awaited() || earnedMs >= elapsed) watched.awaitedSince = now
    const most = (GRACE_MS + aheadMs) * patience
    watched.slackMs = Math.min(most, watched.slackMs + earnedMs)
    if (transfer.awaited()) watched.slackMs -= elapsed
    else watched.slackMs = Math.max(watched.slackMs, GRACE_MS * patience)
    if (watched.slackMs > 0) return
    this.timedOutTotal++
    connection.givenUpAt = now
    connection.unwatch(transfer)
    transfer.tooSlow()
  }

  #worstOfSample(now: number): Connection | undefined {
    const sample: Connection[] = []
    for (let i = 0; i < EVICTION_SAMPLE && this.#all.length > 0; i++) {
      sample.push(this.#all[Math.floor(Math.random() * this.#all.length)] as Connection)
    }
    let worst: Connection | undefined
    let most = -1
    for (const connection of sample) {
      const blame = blameOf(connection, now) + Math.min(400, this.openOf(connection))
      if (blame > most) {
        most = blame
        worst = connection
      }
    }
    return worst
  }

  #evict(connection: Connection | undefined): void {
    if (!connection) return
    this.evictedTotal++
    this.#close(connection)
  }

  #close(connection: Connection): void {
    this.remove(connection)
    connection.socket.destroy()
  }
}

function worstOf(connections: Iterable<Connection>, now: number): Connection | undefined {
  let worst: Connection | undefined
  let most = -1
  for (const connection of connections) {
    const blame = blameOf(connection, now)
    if (blame > most) {
      most = blame
      worst = connection
    }
  }
  return worst
}

/** How little a connection deserves its place: half a request for a long time is worst, an answer on its way least. */
function blameOf(connection: Connection, now: number): number {
  const seconds = (now - connection.phaseSince) / 1000
  switch (connection.phase) {
    case 'head':
    case 'handshake':
      return 500 + 100 * Math.min(60, seconds)
    case 'idle':
      return 300 + Math.min(300, seconds)
    case 'upgraded':
      return 100
    case 'working': {
      let slow = 0
      for (const { transfer, awaitedSince } of connection.watched) {
        if (transfer.awaited()) slow = Math.max(slow, (now - awaitedSince) / 1000)
      }
      return slow > 1 ? 400 + 100 * Math.min(60, slow) : 0
    }
  }
}
