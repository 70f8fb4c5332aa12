import { ByteMemo } from './byte-memo.js'
import type { EntryMaker } from './entry-maker.js'
import { type JsonName, jsonHeaderName, jsonName } from './json-names.js'
import { isHeaderPart, LineParts, PART, PARTS } from './line-parts.js'
import type { LineReader } from './line-reader.js'
import type { LogEntry } from './log-entry.js'
import type { SkipReason } from './skip-reason.js'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

const DEEPEST = 4
const BROKEN = -1

type NameMemo = ByteMemo<JsonName | null>

/**
 * Lines that are JSON objects (RFC 8259), with the names that Caddy, Traefik and nginx's users give: json-names.ts. Only
 * what is wanted is taken out; nothing a visitor sends becomes the key of an object.
 */
export class JsonLine implements LineReader {
  readonly name = 'JSON lines'
  readonly #maker: EntryMaker
  readonly #parts = new LineParts()
  readonly #ranks = new Int8Array(PARTS.length)
  readonly #values = nameMemo((name) => jsonName(name, 'other'))
  readonly #objects = nameMemo((name) => jsonName(name, 'object'))
  readonly #headers = nameMemo(jsonHeaderName)

  constructor(maker: EntryMaker) {
    this.#maker = maker
  }

  read(bytes: Buffer, start: number, end: number, line: number): LogEntry | SkipReason {
    const parts = this.#parts
    parts.clear()
    parts.headers = 'none'
    this.#ranks.fill(127)
    const at = afterSpace(bytes, start, end)
    if (bytes[at] !== OPEN_BRACE || at >= end) return 'unknown-format'
    const after = this.#object(bytes, at + 1, end, this.#values, 1)
    if (after === BROKEN || afterSpace(bytes, after, end) !== end) return 'unknown-format'
    if (!parts.has(PART.request) && !parts.has(PART.target) && !parts.has(PART.path)) return 'no-request'
    return this.#maker.make(bytes, parts, line)
  }

  /** @param at after its brace @returns after its closing brace, or BROKEN */
  #object(bytes: Buffer, at: number, end: number, names: NameMemo, depth: number): number {
    let next = afterSpace(bytes, at, end)
    if (bytes[next] === CLOSE_BRACE && next < end) return next + 1
    while (next < end) {
      const nameEnd = stringEnd(bytes, next, end)
      const colon = nameEnd === BROKEN ? end : afterSpace(bytes, nameEnd, end)
      if (colon >= end || bytes[colon] !== COLON) return BROKEN
      const after = this.#value(bytes, next + 1, nameEnd - 1, afterSpace(bytes, colon + 1, end), end, names, depth)
      if (after === BROKEN) return BROKEN
      next = afterSpace(bytes, after, end)
      if (bytes[next] === CLOSE_BRACE && next < end) return next + 1
      if (bytes[next] !== COMMA) return BROKEN
      next = afterSpace(bytes, next + 1, end)
    }
    return BROKEN
  }

  /** @returns after the value that begins at `at`, or BROKEN */
  #value(
    bytes: Buffer,
    nameStart: number,
    nameEnd: number,
    at: number,
    end: number,
    names: NameMemo,
    depth: number,
  ): number {
    const first = bytes[at]
    if (first === OPEN_BRACE) {
      const isWanted = names === this.#values && depth < DEEPEST
      const meaning = isWanted ? this.#objects.get(bytes, nameStart, nameEnd) : null
      // That it is there is what it tells; its name is as good a text for that as any.
      if (meaning?.kind === 'tls') this.#parts.set(PART.secure, nameStart, nameEnd)
      if (meaning === null || meaning.kind === 'tls') return containerEnd(bytes, at, end)
      if (meaning.kind === 'headers') this.#parts.headers = 'complete'
      return this.#object(bytes, at + 1, end, meaning.kind === 'headers' ? this.#headers : this.#values, depth + 1)
    }
    const name = names.get(bytes, nameStart, nameEnd)
    if (first === OPEN_BRACKET) {
      // Header fields are lists in Caddy's log; the first is enough.
      const element = afterSpace(bytes, at + 1, end)
      if (name?.kind === 'part' && bytes[element] === QUOTE) this.#take(name, bytes, element, end)
      return containerEnd(bytes, at, end)
    }
    if (name?.kind === 'part') return this.#take(name, bytes, at, end)
    return first === QUOTE ? stringEnd(bytes, at, end) : scalarEnd(bytes, at, end)
  }

  /** A string without its quotes, or a number, as the part that its name says. @returns after it, or BROKEN */
  #take(name: Extract<JsonName, { kind: 'part' }>, bytes: Buffer, at: number, end: number): number {
    const isString = bytes[at] === QUOTE
    const after = isString ? stringEnd(bytes, at, end) : scalarEnd(bytes, at, end)
    const place = PART[name.part]
    if (after === BROKEN || isNull(bytes, at, after) || name.rank >= (this.#ranks[place] ?? 0)) return after
    this.#ranks[place] = name.rank
    this.#parts.set(place, isString ? at + 1 : at, isString ? after - 1 : after)
    if (place === PART.duration) this.#parts.durationUnitMs = name.unitMs
    if (isHeaderPart(place) && this.#parts.headers === 'none') this.#parts.headers = 'some'
    return after
  }
}

/** Names are few where the log's own are concerned, and the visitors' choice among header fields. */
function nameMemo(meaning: (name: string) => JsonName | null): NameMemo {
  return new ByteMemo(512, 40, (bytes, start, end) => meaning(bytes.toString('latin1', start, end)))
}

function afterSpace(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++
  return at
}

/** @param at its quote @returns after its closing quote */
function stringEnd(bytes: Buffer, at: number, end: number): number {
  if (bytes[at] !== QUOTE || at >= end) return BROKEN
  for (let i = at + 1; i < end; i++) {
    const byte = bytes[i]
    if (byte === QUOTE) return i + 1
    if (byte === BACKSLASH) i++
  }
  return BROKEN
}

/** Of a number, true, false or null. */
function scalarEnd(bytes: Buffer, start: number, end: number): number {
  let at = start
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= 0x20) break
  }
  return at > start ? at : BROKEN
}

/** Of an object or a list that nobody looks into: brackets are counted, however deep. */
function containerEnd(bytes: Buffer, start: number, end: number): number {
  let depth = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) {
      const after = stringEnd(bytes, at, end)
      if (after === BROKEN) return BROKEN
      at = after - 1
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1
  }
  return BROKEN
}

function isNull(bytes: Buffer, start: number, end: number): boolean {
  return end - start === 4 && bytes[start] === 0x6e && bytes[start + 1] === 0x75
}
