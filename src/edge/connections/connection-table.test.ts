import { Socket } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../traffic/address.js'
import { clientOf } from '../../traffic/client.js'
import { Connection, type Phase, type Transfer } from './connection.js'
import { ConnectionTable } from './connection-table.js'

const LIMITS = { connections: 1_000, connectionsPerClient: 100, headersMs: 10_000, keepAliveMs: 60_000 }

function connectionOf(address: string): Connection {
  const parsed = parseAddress(address)
  if (!parsed) throw new Error(`${address} is no address`)
  const hash = (text: string) => [...text].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7)
  return new Connection(new Socket(), clientOf(parsed, hash), 'head', 0)
}

/**
 * A reader of an endless answer, behind a kernel that takes as much as `bufferBytes` and asks for more only when a
 * third of that is free again.
 * @returns the second in which it is cut off; infinite when it is not, in an hour
 */
function cutOffAfter(readBytesPerSecond: number, bufferBytes: number, { filled = 1 } = {}): number {
  const table = new ConnectionTable({ ...LIMITS, connections: 100 }, () => true)
  const connection = connectionOf('192.0.2.7')
  table.add(connection, 0)
  for (let i = 1; i < filled; i++) {
    const other = connectionOf(`198.51.100.${i}`)
    other.enter('upgraded', 0)
    table.add(other, 0)
  }
  connection.requestBegins(0)
  let taken = 0
  let queued = 0
  let cutOff = false
  const transfer: Transfer = {
    progress: () => taken,
    awaited: () => true,
    tooSlow: () => {
      cutOff = true
    },
  }
  connection.watch(transfer, 500, 0, 60_000)
  for (let second = 1; second <= 3_600; second++) {
    queued = Math.max(0, queued - readBytesPerSecond)
    if (queued <= (bufferBytes * 2) / 3) {
      taken += bufferBytes - queued
      queued = bufferBytes
    }
    table.sweep(second * 1_000)
    if (cutOff) return second
  }
  return Number.POSITIVE_INFINITY
}

/** A transfer that moves by `bytes(second)`, and does not wait for its visitor when `awaited` says so. */
function watched(bytes: (second: number) => number, seconds: number, awaited = true): number {
  const table = new ConnectionTable(LIMITS, () => false)
  const connection = connectionOf('192.0.2.7')
  table.add(connection, 0)
  connection.requestBegins(0)
  let moved = 0
  let cutOff = Number.POSITIVE_INFINITY
  let now = 0
  connection.watch(
    {
      progress: () => moved,
      awaited: () => awaited,
      tooSlow: () => {
        cutOff = now
      },
    },
    500,
    0,
  )
  for (now = 1; now <= seconds; now++) {
    moved += bytes(now)
    table.sweep(now * 1_000)
  }
  return cutOff
}

describe('an honest reader', () => {
  it('at 2 kB a second is never cut off, though the kernel shows its steps a minute apart', () => {
    expect(cutOffAfter(2_000, 87_000)).toBe(Number.POSITIVE_INFINITY)
    expect(cutOffAfter(2_000, 350_000)).toBe(Number.POSITIVE_INFINITY)
  })

  it('at 30 kB a second is not, even when the table is full', () => {
    expect(cutOffAfter(30_000, 350_000, { filled: 100 })).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('a reader who attacks', () => {
  it('by taking nothing is cut off, sooner when the table is full', () => {
    expect(cutOffAfter(0, 350_000)).toBe(70)
    expect(cutOffAfter(0, 350_000, { filled: 100 })).toBe(14)
  })

  it('by taking a byte a second is cut off', () => {
    expect(cutOffAfter(1, 87_000)).toBeLessThan(75)
  })
})

describe('a transfer', () => {
  it('at the least rate goes on, below it it does not', () => {
    expect(watched(() => 500, 1_000)).toBe(Number.POSITIVE_INFINITY)
    expect(watched(() => 400, 1_000)).toBeLessThanOrEqual(51)
  })

  it('cannot save up time, however fast it was', () => {
    expect(watched((second) => (second <= 100 ? 10_000_000 : 0), 1_000)).toBeLessThanOrEqual(111)
  })

  it('that waits for the origin and not for its visitor goes on', () => {
    expect(watched(() => 0, 1_000, false)).toBe(Number.POSITIVE_INFINITY)
  })
})

it('keeps its caps and its count whatever comes and goes', () => {
  const phase = fc.constantFrom<Phase>('head', 'idle', 'working', 'upgraded')
  const step = fc.record({ add: fc.boolean(), client: fc.nat(5), which: fc.nat(), phase })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const table = new ConnectionTable({ ...LIMITS, connections: 10, connectionsPerClient: 3 }, () => false)
      const made: Connection[] = []
      for (const [at, { add, client, which, phase: entered }] of steps.entries()) {
        if (add) {
          const connection = connectionOf(`192.0.2.${client}`)
          connection.phase = entered
          table.add(connection, at * 100)
          made.push(connection)
          expect(connection.slot).toBeGreaterThanOrEqual(0)
          expect(table.openOf(connection)).toBeLessThanOrEqual(3)
        } else {
          const connection = made[which % Math.max(1, made.length)]
          if (connection) table.remove(connection)
        }
        expect(table.open).toBe(made.filter(({ slot }) => slot >= 0).length)
        expect(table.open).toBeLessThanOrEqual(10)
      }
    }),
  )
})
