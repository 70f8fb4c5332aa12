import fc from 'fast-check'

/** What the origin says to a change of protocol. */
export const ANSWERS = ['agrees', 'agrees and speaks', 'agrees in halves', 'agrees late', 'refuses', 'leaves'] as const
export type Answer = (typeof ANSWERS)[number]

export type Side = 'visitor' | 'origin'

export type Step =
  | { act: 'say'; side: Side; bytes: Buffer }
  /** Says no more, and still listens. */
  | { act: 'end'; side: Side }
  | { act: 'reset'; side: Side }
  /** Does not read any more, until `listen`. */
  | { act: 'ignore'; side: Side }
  | { act: 'listen'; side: Side }
  | { act: 'wait'; turns: number }

export interface TunnelScript {
  answer: Answer
  secure: boolean
  steps: Step[]
}

/** All that both sides say by `flood` together, in kilobytes: it must get through within the time of one input. */
const MOST_KILOBYTES = 18_432
const MOST_STEPS = 60
const MOST_TURNS = 20

/**
 * Reads any bytes as a script. The first says what the origin answers and whether the visitor comes by TLS. Then a step a
 * line: a letter that is small for the visitor and large for the origin, and what belongs to it.
 */
export function tunnelScript(input: Uint8Array): TunnelScript {
  const text = Buffer.from(input).toString('latin1')
  const choice = input[0] ?? 0
  const steps: Step[] = []
  let kilobytes = 0
  for (const line of text.slice(1).split('\n').slice(0, MOST_STEPS)) {
    const letter = line[0] ?? ''
    const side: Side = letter === letter.toLowerCase() ? 'visitor' : 'origin'
    const number = Math.max(0, Math.min(Number.parseInt(line.slice(1), 10) || 0, MOST_KILOBYTES))
    switch (letter.toLowerCase()) {
      case 's':
        steps.push({ act: 'say', side, bytes: Buffer.from(line.slice(1), 'latin1') })
        break
      case 'f':
        if (kilobytes + number > MOST_KILOBYTES) break
        kilobytes += number
        steps.push({ act: 'say', side, bytes: numbered(number * 1024, steps.length) })
        break
      case 'e':
        steps.push({ act: 'end', side })
        break
      case 'r':
        steps.push({ act: 'reset', side })
        break
      case 'i':
        steps.push({ act: 'ignore', side })
        break
      case 'l':
        steps.push({ act: 'listen', side })
        break
      case 'w':
        steps.push({ act: 'wait', turns: Math.min(number, MOST_TURNS) })
        break
      default:
        steps.push({ act: 'say', side: 'visitor', bytes: Buffer.from(line, 'latin1') })
    }
  }
  return { answer: ANSWERS[choice % ANSWERS.length] ?? 'agrees', secure: choice >= 128, steps }
}

/** Bytes in which each piece differs from the next, so that none can be lost, doubled or moved unseen. */
function numbered(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE((at + 7_919 * seed) >>> 0, at)
  return bytes
}

/** Frames of WebSocket and what looks like the end, or another request, to who would read on as HTTP. */
const RUBBISH = [
  '\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58', '\x88\x80\x00\x00\x00\x00', '\x89\x00', '\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff', '\xff\xff\xff\xff', '\x00',
  'GET /smuggled HTTP/1.1\r\nHost: news.example.org\r\n\r\n', '0\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
] // biome-ignore format: a list of words

const step = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('s', 'S'), fc.constantFrom(...RUBBISH, 'a', 'words')).map(join) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('f', 'F'), fc.constantFrom('1', '65', '300', '4000')).map(join) },
  { weight: 4, arbitrary: fc.constantFrom('w1', 'w5', 'w20') },
  { weight: 2, arbitrary: fc.constantFrom('i', 'I', 'l', 'L') },
  { weight: 1, arbitrary: fc.constantFrom('e', 'E', 'r', 'R') },
)

/** Mostly tunnels that the origin agrees to. */
export const tunnelScripts = fc
  .tuple(
    fc.constantFrom(0, 0, 1, 2, 3, 4, 5),
    fc.constantFrom(0, 0, ANSWERS.length * 22),
    fc.array(step, { maxLength: 14 }),
  )
  .map(([answer, secure, steps]) => String.fromCharCode(answer + secure) + steps.join('\n'))

export const TUNNEL_WORDS = ['\ne', '\nE', '\nr', '\nR', '\ni', '\nI', '\nl', '\nL', '\nw5', '\nf300', '\nF300', '\ns', '\nS', ...RUBBISH] // biome-ignore format: a list of words

function join([letter, rest]: [string, string]): string {
  return letter + rest
}
