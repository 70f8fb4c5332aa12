import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../replay/small-site.test-support.js'
import { addressKey, existingAddressKey } from './address-key.js'

const DAY_MS = 86_400_000

describe('the key of the hashes of addresses', () => {
  it('is made once, for its owner only, and stays for four weeks', () => {
    const folder = temporaryFolder()
    const made = addressKey(folder, 0)
    expect(made.key).toMatch(/^[0-9a-f]{32}$/)
    expect(addressKey(folder, 27 * DAY_MS)).toEqual(made)
    expect(existingAddressKey(folder)).toEqual(made)
    expect(statSync(join(folder, 'address-key')).mode & 0o777).toBe(0o600)
  })

  it('is another one after that', () => {
    const folder = temporaryFolder()
    const first = addressKey(folder, 0)
    const second = addressKey(folder, 28 * DAY_MS)
    expect(second.key).not.toBe(first.key)
    expect(second.id).not.toBe(first.id)
    expect(readdirSync(folder)).toEqual(['address-key'])
    expect(readFileSync(join(folder, 'address-key'), 'latin1')).not.toContain(first.key)
  })

  it('that cannot be read is replaced', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'address-key'), 'rubbish')
    expect(existingAddressKey(folder)).toBeNull()
    expect(existingAddressKey(join(folder, 'not there'))).toBeNull()
    expect(addressKey(folder, 0)).toEqual(existingAddressKey(folder))
  })
})
