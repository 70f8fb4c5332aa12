import { mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DiskCheck } from './disk-check.js'

function dataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-disk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('whether the data folder can be written', () => {
  it('nothing to say while it can, and nothing is left behind', async () => {
    const folder = dataDir()
    const disk = new DiskCheck(folder)
    await disk.look()
    expect(disk.troubles).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  it('a full disk: said with what to do, and gone when there is room again', async () => {
    const folder = dataDir()
    const disk = new DiskCheck(folder)
    // A device on which nothing can be written, as on a full disk.
    symlinkSync('/dev/full', join(folder, 'write-check'))
    await disk.look()
    expect(disk.troubles).toEqual([
      `Nothing can be written in ${folder} (the disk is full). Visitors are served as before, but changes to lists and rules, what is learned and who was slowed would be lost at a restart. Make room on the disk, or make the folder writable for the user that Holdfast runs as.`,
    ])
    unlinkSync(join(folder, 'write-check'))
    await disk.look()
    expect(disk.troubles).toEqual([])
  })

  it('a folder that cannot be made: said, and never thrown', async () => {
    const file = join(dataDir(), 'a-file')
    writeFileSync(file, '')
    const disk = new DiskCheck(join(file, 'data'))
    await disk.look()
    expect(disk.troubles).toHaveLength(1)
    expect(disk.troubles[0]).toMatch(/ENOTDIR/)
  })
})
