import type { FromAttackProcess, FromVisitorsProcess, ToLoadProcess } from './load-messages.js'
import { type Refusal, refuse } from './refusal.js'
import { Target, type TargetCheck } from './target.js'

type FromLoadProcess = FromAttackProcess | FromVisitorsProcess

/** What a load process does once its order is checked. */
export interface Load {
  begin(begin: Extract<ToLoadProcess<never>, { kind: 'begin' }>): void
  /** Ends sending; resolves when everything that was begun has ended. */
  stop(): Promise<void>
}

/**
 * The life of a load process, seen from inside: it obeys only the parent that forked it, ends the moment that parent is
 * gone, and never outlives the drill window. Ctrl-C reaches the whole group; the parent decides what it means.
 */
export function runLoadProcess<Order extends { windowUntil: number }>(
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
      endWith(message.order.windowUntil)
      prepare(message.order).then(
        (prepared) => {
          if ('kind' in prepared) return tellParent(prepared)
          load = prepared
          tellParent({ kind: 'ready' })
        },
        (error: unknown) =>
          tellParent(
            refuse(error instanceof Error ? error.message : String(error), 'Mend that and start the drill again.'),
          ),
      )
    } else if (message.kind === 'begin') load?.begin(message)
    else if (message.kind === 'stop') {
      void load?.stop().then(() => {
        tellParent({ kind: 'done' })
        process.disconnect?.()
      })
    }
  })
}

/** The target of an order, checked by the process that is about to send; another instance than announced is refused. */
export async function targetOf(order: {
  dataDir: string
  platform?: string
  instance: string
  windowUntil: number
}): Promise<TargetCheck> {
  if (!(order.windowUntil > Date.now())) return refuse('the drill window is closed', 'Start the drill again.')
  const check = await Target.check({
    dataDir: order.dataDir,
    ...(order.platform === undefined ? {} : { platform: order.platform }),
  })
  if (check.kind === 'target' && check.target.instance !== order.instance) {
    return refuse('Holdfast was started anew since the drill was announced', 'Start the drill again.')
  }
  return check
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
