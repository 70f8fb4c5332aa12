import fc from 'fast-check'
import { encodeFrame, FRAME_LIMIT_BYTES, FrameReader } from '../../src/link/frames.js'
import { type FromEdge, fromBrain, fromEdge } from '../../src/link/messages.js'
import { distressInputs, mergeSummaries } from '../../src/link/summary-window.js'
import { mustHold, type Target } from '../engine/target.js'

const count = fc.oneof(fc.nat(), fc.double({ min: 0, noNaN: true }), fc.constantFrom(0, -1, 1e308))
const histogram = fc.array(fc.nat(200), { maxLength: 8 })
const platform = fc.record({
  outcomes: fc.array(count, { maxLength: 17 }),
  slowed: count,
  queued: count,
  shed: count,
  heldBack: count,
  asked: count,
  waitMs: count,
  originAnswers: count,
  originErrors: count,
  latency: histogram,
  queueWait: histogram,
  limit: count,
  inFlight: count,
  waiting: count,
  latencyRatio: count,
  challenges: fc.record({ given: fc.array(count, { maxLength: 4 }), passed: fc.array(count, { maxLength: 4 }) }),
  activities: fc.array(fc.record({ requests: count, answered: count, latency: histogram, meanCostMs: count }), {
    maxLength: 3,
  }),
  origins: fc.array(fc.record({ state: fc.constantFrom('up', 'probing', 'down'), inFlight: count, errors: count }), {
    maxLength: 2,
  }),
  routes: fc.array(fc.tuple(fc.string(), count, count), { maxLength: 3 }),
})
const message = fc.oneof(
  fc.record({ kind: fc.constant('hello'), pid: fc.nat(), index: fc.nat() }),
  fc.record({
    kind: fc.constant('summary'),
    at: count,
    periodMs: count,
    eventLoopP99Ms: count,
    memoryMb: count,
    uses: fc.constant([]),
    refusals: fc.array(count, { maxLength: 3 }),
    connections: fc.record({ open: count, limit: count, evictedTotal: count, timedOutTotal: count }),
    cache: fc.record({ megabytes: count, entries: count }),
    platforms: fc.array(platform, { maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant('cleared'),
    clients: fc.array(fc.tuple(fc.maxSafeNat(), fc.constantFrom('patience', 'waited', 'none')), { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('learned'), networks: fc.array(fc.integer()), sessions: fc.array(fc.integer()) }),
  fc.record({
    kind: fc.constant('directive'),
    platforms: fc.array(fc.record({ level: fc.constantFrom('calm', 'attack', 'none'), distress: fc.double() })),
    validMs: count,
  }),
  fc.jsonValue(),
)
const frames = fc.array(message, { maxLength: 3 }).map((messages) => Buffer.concat(messages.map(encodeFrame)))

/** Frames between an edge and the brain, and the messages in them. */
export const linkFrames: Target = {
  name: 'link-frames',
  about: 'frames and messages between the edges and the brain',
  weight: 1,
  words: [
    '\0\0\0\0',
    '\0\0\0\x02{}',
    '\xff\xff\xff\xff',
    '\0@\0\0',
    '\0@\0\x01',
    '"kind":"hello"',
    'null',
    '[[[[',
    '1e999',
    '"__proto__":',
    ',',
    '}',
  ],
  generate: (seed) => fc.sample(frames, { seed, numRuns: 1 })[0] ?? Buffer.alloc(0),
  mostBytes: 110_000,
  // Every frame is read three times, once byte by byte.
  mostMs: 250,
  attempt(input) {
    const whole = read([Buffer.from(input)])
    const bytewise = read(cut(input, 1))
    mustHold(same(whole, bytewise), 'frames are the same however they arrive: whole and byte by byte')
    mustHold(
      same(whole, read(cut(input, 1 + (input.length % 7)))),
      'frames are the same however they arrive: in pieces',
    )
    for (const each of whole.messages) checkMessage(each)
  },
}

interface Read {
  messages: unknown[]
  failed: boolean
}

function read(chunks: Iterable<Buffer>): Read {
  const reader = new FrameReader()
  const messages: unknown[] = []
  try {
    for (const chunk of chunks) messages.push(...reader.push(chunk))
    return { messages, failed: false }
  } catch (error) {
    mustHold(error instanceof RangeError || error instanceof SyntaxError, `not declared: ${String(error)}`)
    return { messages, failed: true }
  }
}

/** What comes before a broken frame may be lost with it, since the connection ends there. */
function same(a: Read, b: Read): boolean {
  if (a.failed !== b.failed) return false
  return a.failed || JSON.stringify(a.messages) === JSON.stringify(b.messages)
}

function* cut(input: Uint8Array, size: number): Generator<Buffer> {
  for (let at = 0; at < input.length; at += size) yield Buffer.from(input.subarray(at, at + size))
}

function checkMessage(value: unknown): void {
  mustHold(encodeFrame(value).length <= FRAME_LIMIT_BYTES + 4, 'what was read can be written')
  fromBrain.safeParse(value)
  const parsed = fromEdge.safeParse(value)
  if (parsed.success) checkUse(parsed.data)
}

/** What the brain does with a message that has passed the schema. */
function checkUse(message: FromEdge): void {
  if (message.kind !== 'summary') return
  for (const summary of message.platforms) {
    const merged = mergeSummaries([[{ summary, periodMs: message.periodMs }]])
    const inputs = distressInputs(merged, message.eventLoopP99Ms)
    mustHold(!Number.isNaN(inputs.meanWaitMs), 'the mean wait is a number')
    mustHold(merged.latency.quantile(0.95) !== Number.POSITIVE_INFINITY, 'a quantile is finite')
  }
}
