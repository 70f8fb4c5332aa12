import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { z } from 'zod'
import { ATTRIBUTES } from '../traffic/attributes.js'
import type { BaselineData } from './baseline.js'
import { HOURS } from './hour-of-week.js'
import { RATIOS } from './ratios.js'

/** Changes when what is kept changes its meaning; a file of another version is rebuilt, not guessed at. */
export const BASELINE_VERSION = 2

const MAGIC = 'holdfast-baseline'
const share = z.number().min(0).max(1)
const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)

const kept = z.strictObject({
  learnedFrom: z.number(),
  learnedTo: z.number(),
  visits: z.number().int().positive(),
  ownHosts: z.array(z.string()),
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  perSecond: z.array(z.number().nonnegative()).length(HOURS),
  volumes: z.array(z.strictObject({ seconds: z.number(), median: z.number(), p999: z.number(), most: z.number() })),
  ratios: z.strictObject({
    median: z.array(share).length(RATIOS.length),
    deviation: z.array(z.number().positive()).length(RATIOS.length),
    calmScore: z.number().positive(),
  }),
  followed: share,
  mostFromOne: share,
  values: z.array(z.array(z.string())).length(ATTRIBUTES.length),
  rows: base64,
  rowHours: base64,
  rowNetworks: base64,
  networks: z.strictObject({ words: base64, hashes: z.number().int().positive() }),
})

export type ReadBaseline =
  | { kind: 'read'; data: BaselineData }
  /** `why` says what is wrong with it, for people. */
  | { kind: 'damaged' | 'other-version'; why: string }

/** The bytes of a baseline's file: a line that says what it is and its checksum, and compressed JSON. */
export function writeBaseline(data: BaselineData): Buffer {
  const body = gzipSync(
    JSON.stringify({
      ...data,
      rows: encode(data.rows),
      rowHours: encode(data.rowHours),
      rowNetworks: encode(data.rowNetworks),
      networks: { words: encode(data.networks.words), hashes: data.networks.hashes },
    }),
  )
  return Buffer.concat([Buffer.from(`${MAGIC} ${BASELINE_VERSION} ${sha256(body)}\n`), body])
}

/** Reads what `writeBaseline` wrote; anything else is told, never trusted. */
export function readBaseline(bytes: Buffer): ReadBaseline {
  const end = bytes.indexOf('\n')
  const [magic, version, checksum] = bytes.toString('latin1', 0, Math.min(end, 200)).split(' ')
  if (end < 0 || magic !== MAGIC) return { kind: 'damaged', why: 'it does not begin like a baseline of Holdfast' }
  if (version !== String(BASELINE_VERSION)) {
    return {
      kind: 'other-version',
      why: `it is of version ${version}, and this Holdfast reads version ${BASELINE_VERSION}`,
    }
  }
  const body = bytes.subarray(end + 1)
  if (sha256(body) !== checksum) return { kind: 'damaged', why: 'its checksum does not fit: it was cut off or changed' }
  let json: unknown
  try {
    json = JSON.parse(gunzipSync(body, { maxOutputLength: 512 * 2 ** 20 }).toString())
  } catch (error) {
    return { kind: 'damaged', why: `it cannot be unpacked (${(error as Error).message})` }
  }
  const read = kept.safeParse(json)
  if (!read.success)
    return { kind: 'damaged', why: `${read.error.issues[0]?.path.join('.')}: ${read.error.issues[0]?.message}` }
  const { rows, rowHours, rowNetworks, networks, ...rest } = read.data
  const data: BaselineData = {
    ...rest,
    rows: decode(rows),
    rowHours: Uint8Array.from(Buffer.from(rowHours, 'base64')),
    rowNetworks: decode(rowNetworks),
    networks: { words: decode(networks.words), hashes: networks.hashes },
  }
  const length = data.rowHours.length
  if (data.rows.length !== length * ATTRIBUTES.length || data.rowNetworks.length !== length) {
    return { kind: 'damaged', why: 'its visits are not all there' }
  }
  return { kind: 'read', data }
}

function encode(numbers: Int32Array | Uint8Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64')
}

function decode(text: string): Int32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return new Int32Array(bytes.buffer, 0, bytes.byteLength >> 2)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
