import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FAMILIES } from '../drill/shape.js'
import { ALL_SHAPES } from '../drill/shapes/all-shapes.js'
import { CommandFailure, UsageError } from './command.js'
import { register } from './drill.js'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-drill-cli-'))
afterEach(() => vi.restoreAllMocks())

async function drill(...args: string[]): Promise<string> {
  const program = new Command('holdfast').exitOverride().configureOutput({ writeErr: () => {} })
  register(program)
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} })
  let output = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text)
    return true
  })
  await program.parseAsync(['drill', ...args], { from: 'user' })
  return output
}

describe('holdfast drill', () => {
  it('describes every shape and does nothing', async () => {
    const output = await drill('--list')
    const lines = output.split('\n')
    for (const { name, title } of ALL_SHAPES)
      expect(lines.filter((line) => line.startsWith(`  ${name} `) && line.endsWith(title))).toHaveLength(1)
    for (const family of FAMILIES) expect(lines).toContain(family)
    expect(lines.filter((line) => line.length > 100)).toEqual([])
    expect(JSON.parse(await drill('--list', '--json'))).toHaveLength(ALL_SHAPES.length)
  })

  it('describes one shape in full, also one of several', async () => {
    const swarm = await drill('swarm', '--list')
    expect(swarm).toMatch(/^swarm: .*\n {4}Every request comes from another address/)
    expect(swarm).toContain('Passed when')
    expect(swarm.split('\n').every((line) => line.length <= 100)).toBe(true)
    expect(await drill('swarm+slow', '--list')).toContain('swarm, slow at the same time')
    const mixed = JSON.parse(await drill('swarm+slow+crowd', '--list', '--json'))
    expect(mixed.attack.parts.map(({ kind }: { kind: string }) => kind)).toEqual(['swarm', 'slow'])
  })

  it('says what is wrong with how it was called', async () => {
    await expect(drill()).rejects.toThrow(UsageError)
    await expect(drill('tsunami')).rejects.toThrow('"holdfast drill --list" names what there is')
    await expect(drill('swarm+flod')).rejects.toThrow('no drill is called "flod". Did you mean "flood"?')
    await expect(drill('flood', '--for', '11m')).rejects.toThrow('at most 10 minutes')
    await expect(drill('flood', '--rate', '20001')).rejects.toThrow('1 to 20,000 requests a second')
    await expect(drill('slow', '--rate', '8001')).rejects.toThrow('1 to 8,000 connections')
    await expect(drill('crowd', '--rate', '0')).rejects.toThrow('real actions a second')
    await expect(drill('swarm', '--for', '3m')).rejects.toThrow(
      '400 a second for 180 s needs 72,000 addresses, and there are at most 50,000. Try --for 125s, or --rate 277.',
    )
    await expect(drill('swarm+slow', '--for', '3m')).rejects.toThrow('Try --for 124s.')
    await expect(drill('slow+slow-headers+slow-body+slow-reading')).rejects.toThrow('10,000 connections')
    await expect(drill('swarm+slow', '--rate', '10')).rejects.toThrow('made of several')
    await expect(drill('pulse', '--rate', '10')).rejects.toThrow('made of several')
    await expect(drill('flood', '--all')).rejects.toThrow('say --all or "flood", not both')
    await expect(drill('--all', '--rate', '10')).rejects.toThrow('every shape is as the list says')
    await expect(drill('--all', '--for', '11m')).rejects.toThrow('at most 10 minutes')
    await expect(drill('flood', '--disguise', 'browser')).rejects.toThrow('only the swarm can do that, not flood')
    await expect(drill('crowd', '--changing')).rejects.toThrow('--changing: only the swarm')
    await expect(drill('swarm', '--disguise', 'ghost')).rejects.toThrow(CommanderError)
    await expect(drill('flood', '--for', 'soon')).rejects.toThrow(CommanderError)
  })

  it('cannot be aimed at an address', async () => {
    for (const option of ['--target', '--url', '--host', '--port']) {
      await expect(drill('flood', option, 'http://192.0.2.1')).rejects.toThrow(/unknown option/)
    }
    await expect(drill('flood', 'http://192.0.2.1')).rejects.toThrow(/too many arguments/)
  })

  it('says why there is no drill, and what to do, when the Holdfast that is meant does not run', async () => {
    const attempt = drill('flood', '--data-dir', folder)
    await expect(attempt).rejects.toThrow(CommandFailure)
    await expect(attempt).rejects.toThrow(/no drill: no Holdfast runs with the data directory .*holdfast run/)
    rmSync(folder, { recursive: true, force: true })
  })
})
