import { CAPS } from './caps.js'
import { type Refusal, refuse } from './refusal.js'
import type { Target } from './target.js'

/** The time in which the target knows that it is being rehearsed on. */
export interface DrillWindow {
  kind: 'open'
  id: string
  /** Unix time in milliseconds. No load is made after it. */
  until: number
}

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
    const { id, until } = JSON.parse(reply.body) as { id?: unknown; until?: unknown }
    const untilMs = typeof until === 'number' ? until : Date.parse(String(until))
    if (typeof id !== 'string' || !Number.isFinite(untilMs))
      return refuse('Holdfast answered with a drill window that makes no sense', remedy)
    return { kind: 'open', id, until: untilMs }
  } catch (error) {
    return refuse(
      `Holdfast did not open a drill window (${error instanceof Error ? error.message : String(error)})`,
      remedy,
    )
  }
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
