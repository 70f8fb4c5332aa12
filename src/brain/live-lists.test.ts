import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LiveLists } from './live-lists.js'

const NOON = Date.UTC(2026, 10, 23, 12)

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-lists-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

describe('live lists', () => {
  it('are there again after a restart, without what has expired since', () => {
    const path = join(folder(), 'lists.json')
    const lists = new LiveLists(path, ['198.51.100.0/24'], [])
    lists.add('deny', '192.0.2.7', { note: 'asked for 4,000 searches' }, NOON)
    lists.add('deny', '2001:db8::/48', { ttlMs: 1_000 }, NOON)
    const again = new LiveLists(path, [], [])
    again.expire(NOON + 2_000)
    expect(again.all()).toEqual([
      { list: 'deny', cidr: '192.0.2.7/32', from: 'live', note: 'asked for 4,000 searches' },
    ])
  })

  it('hold on a full disk, say so, and are saved once there is room', () => {
    const path = join(folder(), 'lists.json')
    symlinkSync('/dev/full', `${path}.new`)
    const lists = new LiveLists(path, [], [])
    lists.add('deny', '192.0.2.7', { ttlMs: 60_000 }, NOON)
    expect(lists.cidrs('deny')).toEqual(['192.0.2.7/32'])
    expect(lists.unsaved).toMatch(/cannot be saved \(ENOSPC.*lost at a restart\. Make room/)
    rmSync(`${path}.new`)
    lists.expire(NOON + 1_000)
    expect(lists.unsaved).not.toBeNull()
    lists.expire(NOON + 6_000)
    expect(lists.unsaved).toBeNull()
    expect(readFileSync(path, 'utf8')).toContain('192.0.2.7/32')
  })

  it('expire although they cannot be saved', () => {
    const path = join(folder(), 'lists.json')
    const lists = new LiveLists(path, [], [])
    lists.add('deny', '192.0.2.7', { ttlMs: 1_000 }, NOON)
    mkdirSync(`${path}.new`)
    lists.expire(NOON + 1_000)
    expect(lists.all()).toEqual([])
    expect(lists.unsaved).toMatch(/EISDIR/)
    rmdirSync(`${path}.new`)
  })

  it('that are damaged on disk are not taken for empty ones', () => {
    const path = join(folder(), 'lists.json')
    writeFileSync(path, '[{"list":"deny","cidr":"192.0.2.7/32"')
    expect(() => new LiveLists(path, [], [])).toThrow(/lists\.json cannot be read.*Mend the file/)
  })

  it('stay when the configuration is read again; its own entries are what it says now', () => {
    const path = join(folder(), 'lists.json')
    const lists = new LiveLists(path, ['198.51.100.0/24'], ['203.0.113.0/24'])
    lists.add('deny', '192.0.2.7', {}, NOON)
    const { version } = lists
    lists.setFromFile([], ['203.0.113.0/25', '192.0.2.7/32'])
    expect(lists.version).toBeGreaterThan(version)
    expect(lists.all()).toEqual([
      { list: 'deny', cidr: '203.0.113.0/25', from: 'file' },
      { list: 'deny', cidr: '192.0.2.7/32', from: 'file' },
      { list: 'deny', cidr: '192.0.2.7/32', from: 'live' },
    ])
    // Taking back what was added live does not take back what the file says.
    lists.remove('deny', '192.0.2.7', NOON)
    expect(lists.cidrs('deny')).toEqual(['203.0.113.0/25', '192.0.2.7/32'])
    expect(readFileSync(path, 'utf8')).not.toContain('203.0.113')
  })
})
