import canonicalize from 'canonicalize'
import { z } from 'zod'

/** What is put on record. All of `data` is JSON; no address of a visitor may be in it. */
export interface NewEntry {
  /** When it happened, in milliseconds since the epoch. */
  at: number
  /** Who says so: `brain`, `operator`, … */
  source: string
  /** What happened, as one word with hyphens. */
  kind: string
  platform?: string
  data: Record<string, unknown>
  /** Files that belong to it, kept beside the log. */
  attach?: readonly Attachment[]
}

export interface Attachment {
  sha256: string
  size: number
  type: string
}

/** An entry as it is in the log. */
const entry = z.strictObject({
  v: z.literal(1),
  seq: z.int().nonnegative(),
  time: z.iso.datetime(),
  source: z.string().min(1),
  kind: z.string().regex(/^[a-z][a-z0-9-]*$/),
  platform: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
  attach: z
    .array(
      z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().nonnegative(), type: z.string() }),
    )
    .optional(),
})
export type Entry = z.infer<typeof entry>

/** The bytes of an entry: canonical JSON (RFC 8785), so that it has one form only. */
export function writeEntry(seq: number, { at, source, kind, platform, data, attach }: NewEntry): Buffer {
  const json = canonicalize({
    v: 1,
    seq,
    time: new Date(at).toISOString(),
    source,
    kind,
    ...(platform === undefined ? {} : { platform }),
    data,
    ...(attach === undefined ? {} : { attach }),
  })
  if (json === undefined) throw new TypeError(`the entry ${kind} is no JSON`)
  return Buffer.from(json)
}

/** @returns what is wrong with it, as a sentence, when it is not an entry in its one form */
export function readEntry(bytes: Buffer, seq: number): { entry: Entry } | { wrong: string } {
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch {
    return { wrong: 'it is not JSON' }
  }
  const read = entry.safeParse(json)
  if (!read.success) return { wrong: `it has not the form of an entry: ${read.error.issues[0]?.message ?? ''}` }
  if (read.data.seq !== seq) return { wrong: `it says that it is entry ${read.data.seq}` }
  if (canonicalize(json) !== bytes.toString('utf8')) return { wrong: 'it is not in canonical form (RFC 8785)' }
  return { entry: read.data }
}
