import { parentPort, workerData } from 'node:worker_threads'
import { CurrentInput } from './engine/current-input.js'
import { type FuzzOutcome, fuzzTarget } from './engine/fuzz-target.js'
import type { Target } from './engine/target.js'

/** What the thread is told. */
export interface FuzzOrder {
  target: string
  seed: number
  forMs: number
  corpus: Uint8Array[]
  current: SharedArrayBuffer
  /** Scripts whose URL begins so are the product's. */
  ownCode: string
}

const { target: name, current, ownCode, ...order } = workerData as FuzzOrder
const shared = new CurrentInput(current)
// Alone: loading the code of all targets takes longer than some of them are fuzzed for.
const exported: Record<string, Target> = await import(`./targets/${name}.js`)
const target = Object.values(exported).find((each) => each.name === name)
if (!target) throw new RangeError(`no target is called ${name}`)
const outcome: FuzzOutcome = await fuzzTarget(target, {
  ...order,
  announce: (input) => shared.set(input),
  isOwnCode: (url) => url.startsWith(ownCode),
})
parentPort?.postMessage(outcome)
