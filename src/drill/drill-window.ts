import { isDrillWindowSigned } from '../config/drill-window-signature.js'
import { CAPS } from './caps.js'
import { type Refusal, refuse } from './refusal.js'
import type { Target } from './target.js'

/** The time in which the target knows that it is being rehearsed on. */
export interface DrillWindow {
  kind: 'open'
  id: string
  /** ISO 8601. No load is made after it. */
  until: string
  /** Of the console, see isDrillWindowSigned. */
  signature: string
}

/** Between the brain's clock, when it gave the window, and a look at it a moment later. */
const CLOCKS_MS = 1_000

/** Announces the drill at the target. Without its consent there is no drill. */
export async function openWindow(target: Target, seconds: number): Promise<DrillWindow | Refusal> {
  if (!(seconds > 0 && seconds <= CAPS.windowSeconds)) {
    return refuse(
      `a drill of ${seconds} s does not fit into a window`,
      `The longest is ${CAPS.windowSeconds / 60} minutes in all.`,
    )
  }
  const remedy = 'Without it there is no drill. Look at the console or "holdfast status".'
  try {
    const reply = await target.askConsole('/api/drill', { method: 'POST', body: { seconds: Math.ceil(seconds) } })
    if (reply.status !== 201)
      return refuse(`Holdfast did not open a drill window (status ${reply.status}${reasonIn(reply.body)})`, remedy)
    const { id, until, signature } = JSON.parse(reply.body) as Partial<Record<string, unknown>>
    if (typeof id !== 'string' || typeof until !== 'string' || typeof signature !== 'string')
      return refuse('Holdfast answered with a drill window that makes no sense', remedy)
    return windowRefusal(target, { id, until, signature }, Date.now()) ?? { kind: 'open', id, until, signature }
  } catch (error) {
    return refuse(
      `Holdfast did not open a drill window (${error instanceof Error ? error.message : String(error)})`,
      remedy,
    )
  }
}

/** Why nothing may be sent in a window; null when it is one that this Holdfast has given, and is not over. */
export function windowRefusal(
  target: Pick<Target, 'console'>,
  { id, until, signature }: Omit<DrillWindow, 'kind'>,
  now: number,
): Refusal | null {
  const again = 'Start the drill again.'
  if (!isDrillWindowSigned({ id, until }, signature, target.console.token))
    return refuse('the drill window was not given by this Holdfast', again)
  const leftMs = Date.parse(until) - now
  if (!(leftMs > 0)) return refuse('the drill window is closed', again)
  return leftMs > CAPS.windowSeconds * 1000 + CLOCKS_MS
    ? refuse(`the drill window is longer than ${CAPS.windowSeconds / 60} minutes`, again)
    : null
}

/** Says that the drill is over. A window that could not be closed ends by itself at its `until`. */
export async function closeWindow(target: Target, window: DrillWindow): Promise<boolean> {
  try {
    const reply = await target.askConsole('/api/drill', { method: 'DELETE', body: { id: window.id } })
    return reply.status < 300
  } catch {
    return false
  }
}

function reasonIn(body: string): string {
  const text = /"(?:error|message)"\s*:\s*"([^"]{1,200})"/.exec(body)?.[1]
  return text === undefined ? '' : `: ${text}`
}
