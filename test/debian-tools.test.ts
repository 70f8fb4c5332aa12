import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { needsTool } from './debian-tools.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-tools-'))
  vi.stubEnv('HOLDFAST_MISSING_TOOLS', join(folder, 'missing'))
  vi.stubEnv('PATH', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

it('gives the path of a tool that is installed', () => {
  const tool = join(folder, 'wrk')
  writeFileSync(tool, '')
  chmodSync(tool, 0o755)
  expect(needsTool('wrk')).toBe(tool)
})

it('records which test file misses a tool, for the summary', () => {
  writeFileSync(join(folder, 'wrk'), 'not executable')
  expect(needsTool('wrk')).toBeUndefined()
  const record: unknown = JSON.parse(readFileSync(join(folder, 'missing'), 'utf8'))
  expect(record).toEqual({ file: fileURLToPath(import.meta.url), tool: 'wrk' })
})

it('refuses a tool that set-up would never install', () => {
  expect(() => needsTool('nmap')).toThrow('nmap is not in scripts/debian-tools.json')
})
