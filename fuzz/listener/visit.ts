import type { Duplex } from 'node:stream'
import { come, nextTurn } from './come.js'
import type { FuzzedEdge } from './fuzzed-edge.js'

/** How long a visitor who says no more is left alone before time is made to pass. */
const QUIET_MS = 100
/** Then a minute goes by this often: longer than most limits on silence, and the pace of a body is looked at several times. */
const MINUTE_EVERY_MS = 20
const SOME_MINUTES = 3

/**
 * Sends the bytes and waits until the edge has closed the connection.
 * @param closesAtEnd false where the edge may need time to see that the visitor has hung up
 * @returns what it answered, latin1
 */
export async function visit(
  socket: Duplex,
  input: Uint8Array,
  fuzzed: FuzzedEdge,
  { closesAtEnd = true } = {},
): Promise<string> {
  let heard = ''
  let closed = false
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1')
  })
  const over = () => {
    closed = true
    socket.end()
  }
  socket.on('end', over).once('close', over)
  for (const piece of piecesOf(input)) {
    if (!socket.writable) break
    socket.write(piece)
    await nextTurn()
  }
  const quietAt = performance.now() + QUIET_MS
  let calmTurns = 0
  while (!closed && calmTurns < 5 && performance.now() < quietAt) {
    await nextTurn()
    calmTurns = fuzzed.edge.underWay === 0 && socket.writableLength === 0 ? calmTurns + 1 : 0
  }
  // A visitor may hang up its own side, or say nothing more.
  const silent = input.length % 2 === 1
  if (!silent) socket.end()
  let minutes = 0
  const passing = setInterval(() => {
    if (closesAtEnd && !silent) return
    fuzzed.pass(60_000)
    minutes++
  }, MINUTE_EVERY_MS)
  // A visitor whose own TLS is confused may not see that the connection is gone.
  const isGone = () => closed || (!closesAtEnd && minutes > SOME_MINUTES && fuzzed.edge.connections.open === 0)
  try {
    await come(isGone, 'the edge answers or closes')
  } finally {
    clearInterval(passing)
    socket.destroy()
  }
  return heard
}

/** In one piece, or in two or three. */
function piecesOf(input: Uint8Array): Uint8Array[] {
  const count = 1 + (input.length % 3)
  const size = Math.ceil(input.length / count)
  return Array.from({ length: count }, (_, i) => input.subarray(i * size, (i + 1) * size))
}
