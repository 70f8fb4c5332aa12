import type { Random } from './random.js'

/** Bytes at which parsers take turns. */
const EDGES = [...'\0\t\n\r "\',/:;=?@[\\]%*&#'].map((character) => character.charCodeAt(0)).concat(0x7f, 0x80, 0xff)
/** Runs are stretched up to this, so that what costs more than linear time shows. */
const STRETCHED_BYTES = 100_000

type Mutation = (input: Buffer, random: Random, context: MutationContext) => Buffer

export interface MutationContext {
  words: readonly Buffer[]
  /** Another input, to be crossed with. */
  other: Uint8Array
  mostBytes: number
}

/** One to four changes to an input, never longer than `mostBytes`. The input itself stays as it is. */
export function mutate(input: Uint8Array, random: Random, context: MutationContext): Uint8Array {
  let bytes: Buffer = Buffer.from(input)
  for (let left = 1 + random.integer(4); left > 0; left--) bytes = random.pick(MUTATIONS)(bytes, random, context)
  if (random.integer(200) === 0) bytes = stretch(bytes, random)
  return bytes.subarray(0, context.mostBytes)
}

const MUTATIONS: readonly Mutation[] = [
  function changeByte(input, random) {
    if (input.length > 0) input[random.integer(input.length)] = random.integer(256)
    return input
  },
  function flipBit(input, random) {
    const at = random.integer(input.length)
    if (input.length > 0) input[at] = (input[at] ?? 0) ^ (1 << random.integer(8))
    return input
  },
  function insertEdge(input, random) {
    return spliced(input, random.integer(input.length + 1), 0, Buffer.of(random.pick(EDGES)))
  },
  function insertWord(input, random, { words }) {
    return words.length === 0 ? input : spliced(input, random.integer(input.length + 1), 0, random.pick(words))
  },
  function replaceByWord(input, random, { words }) {
    if (words.length === 0) return input
    const { at, length } = someRange(input, random)
    return spliced(input, at, length, random.pick(words))
  },
  function remove(input, random) {
    const { at, length } = someRange(input, random)
    return spliced(input, at, length, Buffer.alloc(0))
  },
  function copy(input, random) {
    const { at, length } = someRange(input, random)
    return spliced(input, random.integer(input.length + 1), 0, input.subarray(at, at + length))
  },
  function changeCase(input, random) {
    const at = random.integer(input.length)
    const byte = input[at] ?? 0
    if ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)) input[at] = byte ^ 32
    return input
  },
  function changeNumber(input, random) {
    const numbers = [...input.toString('latin1').matchAll(/\d+/g)]
    if (numbers.length === 0) return input
    const { 0: digits, index } = random.pick(numbers)
    const value = random.pick([
      '0',
      '-1',
      '1',
      '00',
      '65536',
      '4294967296',
      '9007199254740993',
      '1e9',
      '0x10',
      digits + digits,
    ])
    return spliced(input, index, digits.length, Buffer.from(value))
  },
  function cross(input, random, { other }) {
    const { at, length } = someRange(Buffer.from(other), random)
    return spliced(input, random.integer(input.length + 1), random.integer(4), other.subarray(at, at + length))
  },
]

function stretch(input: Buffer, random: Random): Buffer {
  const { at, length } = someRange(input, random)
  if (length === 0) return input
  const times = Math.floor((STRETCHED_BYTES - input.length) / length)
  if (times < 2) return input
  const run = Buffer.alloc(length * times, input.subarray(at, at + length))
  return spliced(input, at, length, run)
}

/** Short ranges more often than long ones. */
function someRange(input: Uint8Array, random: Random): { at: number; length: number } {
  const at = random.integer(input.length)
  const most = Math.min(input.length - at, random.pick([1, 4, 16, 64, 1024]))
  return { at, length: most <= 0 ? 0 : 1 + random.integer(most) }
}

function spliced(input: Uint8Array, at: number, length: number, inserted: Uint8Array): Buffer {
  return Buffer.concat([input.subarray(0, at), inserted, input.subarray(at + length)])
}
