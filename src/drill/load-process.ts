import type { Status } from '../brain/status.js'
import { windowRefusal } from './drill-window.js'
import type { FromAttackProcess, FromVisitorsProcess, LoadOrder, Rush, ToLoadProcess } from './load-messages.js'
import { type Refusal, refuse } from './refusal.js'
import { Target, type TargetCheck } from './target.js'

const WATCH_EVERY_MS = 1_000
/** Longer than a console is ever silent, however little of the processor an attack leaves it. */
const UNHEARD_MS = 60_000

type FromLoadProcess = FromAttackProcess | FromVisitorsProcess

/** What a load process does once its order is checked. */
export interface Load {
  begin(): void
  /** For visitors only: kinds that could not come, and why, in words. */
  notHere?: string[]
  /** For visitors only. */
  rush?(rush: Rush): void
  /** Ends sending; resolves when everything that was begun has ended, or at once when it is to be abandoned. */
  stop(abandon: boolean): Promise<void>
}

/**
 * The life of a load process, seen from inside: it obeys only the parent that forked it, ends the moment that parent is
 * gone, and never outlives the drill window. Ctrl-C reaches the whole group; the parent decides what it means.
 */
export function runLoadProcess<Order extends { window: LoadOrder['window'] }>(
  prepare: (order: Order) => Promise<Load | Refusal>,
): void {
  if (process.send === undefined) {
    process.stderr.write('This is a part of "holdfast drill" and does nothing by itself.\n')
    process.exit(2)
  }
  process.on('disconnect', () => process.exit(0))
  process.on('SIGINT', () => {})
  let load: Load | null = null
  process.on('message', (message: ToLoadProcess<Order>) => {
    if (message.kind === 'prepare') {
      endWith(Date.parse(message.order.window.until))
      prepare(message.order).then(
        (prepared) => {
          if ('kind' in prepared) return tellParent(prepared)
          load = prepared
          tellParent({ kind: 'ready', notHere: prepared.notHere ?? [] })
        },
        (error: unknown) =>
          tellParent(
            refuse(error instanceof Error ? error.message : String(error), 'Mend that and start the drill again.'),
          ),
      )
    } else if (message.kind === 'begin') load?.begin()
    else if (message.kind === 'rush') load?.rush?.(message)
    else if (message.kind === 'stop') {
      void (load?.stop(message.abandon) ?? Promise.resolve()).then(() => {
        tellParent({ kind: 'done' })
        process.disconnect?.()
      })
    }
  })
}

/**
 * The target of an order, checked by the process that is about to send. Another instance than announced is refused, and
 * one that does not say itself, at this moment, that the drill's window is open.
 */
export async function targetOf(order: LoadOrder): Promise<TargetCheck> {
  const { dataDir, platform, instance, window } = order
  const check = await Target.check({ dataDir, ...(platform === undefined ? {} : { platform }) })
  if (check.kind === 'refused') return check
  if (check.target.instance !== instance) {
    return refuse('Holdfast was started anew since the drill was announced', 'Start the drill again.')
  }
  const unsigned = windowRefusal(check.target, window, Date.now())
  if (unsigned !== null) return unsigned
  if (!(await isOpen(check.target, window))) {
    return refuse('Holdfast knows of no open window for this drill', 'Start the drill again.')
  }
  watchWindow(check.target, window)
  return check
}

async function isOpen(target: Target, { id }: LoadOrder['window']): Promise<boolean> {
  const { drill } = JSON.parse((await target.askConsole('/api/status')).body) as Partial<Status>
  return drill?.id === id
}

/**
 * Ends this process when its window is closed, whatever the parent says of it, and when nobody has said for a while that
 * it is open: a console that does not answer cannot be used to close it either.
 */
function watchWindow(target: Target, window: LoadOrder['window']): void {
  let openAt = performance.now()
  let asking = false
  const ask = async () => {
    if (performance.now() - openAt > UNHEARD_MS) process.exit(0)
    if (asking) return
    asking = true
    const open = await isOpen(target, window).catch(() => null)
    asking = false
    if (open === false) process.exit(0)
    if (open) openAt = performance.now()
  }
  setInterval(() => void ask(), WATCH_EVERY_MS).unref()
}

export function tellParent(message: FromLoadProcess): void {
  if (process.connected) process.send?.(message)
}

/** Share of one core used since the last call. */
export function cpuMeter(): () => number {
  let lastAt = performance.now()
  let last = process.cpuUsage()
  return () => {
    const now = performance.now()
    const used = process.cpuUsage(last)
    const share = (used.user + used.system) / 1000 / Math.max(1, now - lastAt)
    lastAt = now
    last = process.cpuUsage()
    return share
  }
}

function endWith(windowUntil: number): void {
  setTimeout(() => process.exit(0), Math.max(0, windowUntil - Date.now())).unref()
}
