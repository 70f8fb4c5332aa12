import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from './config-folder.test-support.js'
import { type RunInfo, readRunFile, removeRunFile, runFilePath, writeRunFile } from './run-file.js'

const INFO: RunInfo = {
  pid: 4242,
  instance: 'a1b2c3',
  startedAt: '2026-11-23T12:04:00.000Z',
  uid: 1000,
  console: { url: 'http://127.0.0.1:7070', token: 'secret-of-this-machine' },
  listen: { http: [{ host: '::', port: 8080 }], https: [] },
  platforms: [{ name: 'news', hosts: ['news.example.org'] }],
}

it('what was written is read again, from a folder that is made for it', () => {
  const dataDir = join(folderWith(), 'var/data')
  writeRunFile(dataDir, INFO)
  expect(readRunFile(dataDir)).toEqual(INFO)
  writeRunFile(dataDir, { ...INFO, console: null, rehearsal: 'x' })
  expect(readRunFile(dataDir)).toEqual({ ...INFO, console: null, rehearsal: 'x' })
})

it('only its owner may read it, and no draft is left', () => {
  const dataDir = folderWith()
  writeRunFile(dataDir, INFO)
  expect(statSync(runFilePath(dataDir)).mode & 0o777).toBe(0o600)
  expect(readdirSync(dataDir)).toEqual(['run.json'])
})

it('also when an open one stood there before', () => {
  const dataDir = folderWith({ 'run.json': '{}' })
  writeRunFile(dataDir, INFO)
  expect(statSync(runFilePath(dataDir)).mode & 0o777).toBe(0o600)
})

it('a link is replaced, not followed', () => {
  const dataDir = folderWith({ 'elsewhere.txt': 'untouched' })
  symlinkSync(join(dataDir, 'elsewhere.txt'), runFilePath(dataDir))
  writeRunFile(dataDir, INFO)
  expect(readFileSync(join(dataDir, 'elsewhere.txt'), 'utf8')).toBe('untouched')
  expect(readRunFile(dataDir)).toEqual(INFO)
})

it('nothing written is nothing found', () => {
  const dataDir = folderWith({ file: '' })
  expect(readRunFile(dataDir)).toBeNull()
  expect(readRunFile(join(dataDir, 'missing'))).toBeNull()
  expect(readRunFile(join(dataDir, 'file'))).toBeNull()
  expect(() => removeRunFile(dataDir)).not.toThrow()
})

it('something else in its place is an error that says what to do', () => {
  const dataDir = folderWith()
  for (const text of [
    '',
    'no json',
    '[]',
    '{}',
    JSON.stringify({ ...INFO, pid: 'x' }),
    JSON.stringify({ ...INFO, pid: -1 }),
  ]) {
    writeFileSync(runFilePath(dataDir), text)
    expect(() => readRunFile(dataDir)).toThrow(
      /run\.json is not a run file of this version .*Stop Holdfast, remove the file/,
    )
  }
})

it('its console is asked over http only', () => {
  const dataDir = folderWith()
  writeFileSync(runFilePath(dataDir), JSON.stringify({ ...INFO, console: { url: 'file:///etc/passwd', token: 'x' } }))
  expect(() => readRunFile(dataDir)).toThrow(/console\.url/)
})

it('an instance removes its own only', () => {
  const dataDir = folderWith()
  writeRunFile(dataDir, INFO)
  removeRunFile(dataDir, 'an-older-one')
  expect(readRunFile(dataDir)).toEqual(INFO)
  removeRunFile(dataDir, INFO.instance)
  expect(readRunFile(dataDir)).toBeNull()
})
