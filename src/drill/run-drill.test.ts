import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProcesses } from './built-processes.test-support.js'
import { runDrill } from './run-drill.js'
import { flood } from './shapes/flood.js'
import { startWireHoldfast, type WireHoldfast } from './wire-holdfast.test-support.js'

let processes: Awaited<ReturnType<typeof buildProcesses>>
let wire: WireHoldfast
beforeAll(async () => {
  processes = await buildProcesses()
  wire = await startWireHoldfast()
})
afterAll(async () => {
  await wire.close()
  processes.remove()
})

const times = { warmUpMs: 500, calmMs: 1_000, afterMs: 500, afterMostMs: 1_000 }

describe('a drill', () => {
  it('floods', async () => {
    const out = await runDrill(
      { shape: flood, dataDir: wire.dataDir, seconds: 5, seed: 1, times, processFolder: processes.folder },
      { onProgress: (p) => console.log(JSON.stringify(p)) },
    )
    console.log(JSON.stringify(out, null, 1))
    expect(out.kind).toBe('ran')
  }, 60_000)
})
