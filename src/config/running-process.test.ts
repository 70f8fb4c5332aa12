import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isRunning, processStart } from './running-process.js'

const hasProc = existsSync('/proc/self/stat')

describe('a process that a file names', () => {
  it('runs', () => {
    expect(isRunning({ pid: process.pid, processStart: processStart(process.pid) })).toBe(true)
    expect(isRunning({ pid: process.pid })).toBe(true)
  })

  it('is gone', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    const named = { pid: child.pid ?? 0, processStart: processStart(child.pid ?? 0) }
    await once(child, 'exit')
    expect(isRunning(named)).toBe(false)
    expect(isRunning({ pid: named.pid })).toBe(false)
  })

  it.skipIf(!hasProc)('is gone although another has its number now', () => {
    const start = processStart(process.pid)
    expect(start).toMatch(/^\d+$/)
    expect(isRunning({ pid: process.pid, processStart: String(Number(start) - 1) })).toBe(false)
  })

  it.skipIf(!hasProc)('began after its parent', () => {
    expect(Number(processStart(process.pid))).toBeGreaterThanOrEqual(Number(processStart(process.ppid)))
  })
})
