import type { PlatformSummary } from '../../src/link/messages.js'
import { OUTCOMES } from '../../src/traffic/outcome.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'
import { bystand } from '../listener/bystand.js'
import { come, nextTurn } from '../listener/come.js'
import { BYSTANDER, FuzzedEdge, HOST, VISITOR } from '../listener/fuzzed-edge.js'
import { KeptEdge } from '../listener/kept-edge.js'
import { EchoOrigin } from '../upgrade/echo-origin.js'
import { TunnelEnd } from '../upgrade/tunnel-end.js'
import { type Step, TUNNEL_WORDS, type TunnelScript, tunnelScript, tunnelScripts } from '../upgrade/tunnel-script.js'

const REQUEST = `GET /tunnel HTTP/1.1\r\nHost: ${HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
const HEAD_END = '\r\n\r\n'
/** What the kernel takes for both connections of a tunnel that nobody reads at the other end, and a little more. */
const MOST_BETWEEN_BYTES = 16 * 1024 * 1024

const kept = new KeptEdge(() => FuzzedEdge.start(new EchoOrigin()))

/**
 * A tunnel through the edge after a change of protocol, to an origin that echoes: rubbish, floods, ends and resets on
 * either side, whether the other listens or not. What arrives is what was said, in order, and all of it unless somebody
 * cut the tunnel off; in the end both sides are closed, and the visit is counted once.
 */
export const upgrade: Target = {
  name: 'upgrade',
  about: 'what both sides do in a tunnel after a change of protocol',
  weight: 3,
  words: TUNNEL_WORDS,
  generate: fromArbitrary(tunnelScripts),
  mostBytes: 20_000,
  mostMs: null,
  prepare: () => kept.prepare(),
  attempt: (input) => {
    const script = tunnelScript(input)
    return kept.attempt(
      async (fuzzed) => {
        fuzzed.origin.begin(script.answer)
        summaryOf(fuzzed)
        const { secure } = script
        const socket = secure ? await fuzzed.connectSecurely(VISITOR) : await fuzzed.connect(VISITOR)
        const bystander = await fuzzed.connect(BYSTANDER)
        const visitor = new TunnelEnd(socket, { echoes: false })
        const [heldBytes] = await Promise.all([play(script, visitor, fuzzed), bystand(bystander)])
        return { visitor, heldBytes }
      },
      ({ visitor, heldBytes }, fuzzed) => {
        const { origin } = fuzzed
        mustHold(heldBytes <= MOST_BETWEEN_BYTES, () => `who does not read is not read for: ${heldBytes} bytes`)
        // One that leaves without a word is asked once more.
        const mostAsked = script.answer === 'leaves' ? 2 : 1
        mustHold(origin.asked <= mostAsked, () => `the origin is asked ${origin.asked} times`)
        checkCounts(fuzzed, visitor)
        if (origin.tunnel) checkTunnel(visitor, origin.tunnel)
        else checkRefusal(script, visitor)
      },
    )
  },
}

/** Plays the script and then lets both sides end. @returns the most bytes that were under way at a time */
async function play(script: TunnelScript, visitor: TunnelEnd, { origin }: FuzzedEdge<EchoOrigin>): Promise<number> {
  const { socket } = visitor
  visitor.say(Buffer.from(REQUEST))
  let most = 0
  const look = () => {
    most = Math.max(most, between(visitor, origin.tunnel))
  }
  for (const step of script.steps) {
    if (step.act === 'wait') for (let turn = 0; turn < step.turns; turn++) await nextTurn()
    else {
      // What the visitor does may come before the origin has agreed; the origin's own steps cannot.
      if (step.side === 'origin') await come(() => origin.hasAnswered || visitor.mayLose, 'the origin answers')
      const end = step.side === 'visitor' ? visitor : origin.tunnel
      if (end) take(step, end)
    }
    look()
  }
  visitor.listen()
  origin.tunnel?.listen()
  await come(() => visitor.heardBytes > 0 || socket.destroyed, 'the visitor is answered')
  visitor.end()
  const over = () => {
    look()
    origin.tunnel?.listen()
    return socket.destroyed && origin.tunnel?.socket.destroyed !== false
  }
  await come(over, 'both ends of a tunnel are closed')
  return most
}

function take(step: Exclude<Step, { act: 'wait' }>, end: TunnelEnd): void {
  if (step.act === 'say') end.say(step.bytes)
  else end[step.act]()
}

/** Bytes that one end has sent and the other has not heard. */
function between(visitor: TunnelEnd, origin: TunnelEnd | null): number {
  if (origin === null) return 0
  return Math.max(visitor.sentBytes - REQUEST.length - origin.heardBytes, origin.sentBytes - visitor.heardBytes)
}

function checkTunnel(visitor: TunnelEnd, origin: TunnelEnd): void {
  const isWhole = !visitor.mayLose && !origin.mayLose
  const { heard } = visitor
  const headBytes = heard.indexOf(HEAD_END) + HEAD_END.length
  const head = heard.toString('latin1', 0, Math.max(headBytes, 0))
  mustHold(
    head.startsWith('HTTP/1.1 101 ') || (!isWhole && heard.length === 0),
    () => `the visitor hears that the origin agrees: ${JSON.stringify(heard.toString('latin1', 0, 200))}`,
  )
  checkDirection('visitor', visitor.said.subarray(REQUEST.length), origin.heard, isWhole)
  checkDirection('origin', origin.said, heard.subarray(head.length), isWhole)
}

function checkDirection(from: string, said: Buffer, heard: Buffer, isWhole: boolean): void {
  const isBeginning = heard.length <= said.length && said.subarray(0, heard.length).equals(heard)
  mustHold(isBeginning, () => `what the ${from} says arrives as it was said: ${heard.length} of ${said.length} bytes`)
  mustHold(
    !isWhole || heard.length === said.length,
    () => `all that the ${from} says arrives: ${heard.length} of ${said.length} bytes`,
  )
}

/** The origin's own words, or ours in its place. */
function checkRefusal({ answer }: TunnelScript, { heard, mayLose }: TunnelEnd): void {
  const status = answer === 'refuses' ? '403' : '502'
  const text = heard.toString('latin1')
  mustHold(
    mayLose || text.startsWith(`HTTP/1.1 ${status} `),
    () => `the visitor hears ${status}: ${JSON.stringify(text)}`,
  )
}

/** Each visit is counted once, and no place is held. */
function checkCounts(fuzzed: FuzzedEdge<EchoOrigin>, visitor: TunnelEnd): void {
  const { outcomes, origins, inFlight } = summaryOf(fuzzed)
  const counted = OUTCOMES.map((name, i) => ({ name, times: outcomes[i] ?? 0 })).filter(({ times }) => times > 0)
  const shown = () => JSON.stringify({ counted, origins, inFlight })
  mustHold(
    inFlight === 0 && origins.every((one) => one.inFlight === 0),
    () => `no place at the origin is held: ${shown()}`,
  )
  const visits = counted.reduce((sum, { times }) => sum + times, 0)
  mustHold(visits === 2 || (visitor.mayLose && visits === 1), () => `two visits are counted: ${shown()}`)
  const served = counted.find(({ name }) => name === 'served')?.times ?? 0
  const isServed = !visitor.mayLose && fuzzed.origin.answer !== 'leaves'
  mustHold(served === 2 || (!isServed && served === 1), () => `who is answered by the origin is served: ${shown()}`)
}

/** What was counted at the one platform since the last look. */
function summaryOf({ edge }: FuzzedEdge<EchoOrigin>): PlatformSummary {
  const [summary] = edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 0 }).summary.platforms
  if (!summary) throw new Error('the edge has no platform')
  return summary
}
