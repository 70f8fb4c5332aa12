import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../replay/small-site.test-support.js'
import { signingKey } from './signing-key.js'

describe('the key that clearances are signed with', () => {
  it('is made once, for its owner only, and stays', () => {
    const folder = temporaryFolder()
    const made = signingKey(join(folder, 'data'))
    expect(made).toHaveLength(32)
    expect(signingKey(join(folder, 'data'))).toEqual(made)
    expect(readdirSync(join(folder, 'data'))).toEqual(['signing-key'])
    expect(statSync(join(folder, 'data', 'signing-key')).mode & 0o777).toBe(0o600)
  })

  it('is another one when the file is removed, or says something else', () => {
    const folder = temporaryFolder()
    const first = signingKey(folder)
    rmSync(join(folder, 'signing-key'))
    const second = signingKey(folder)
    expect(second).not.toEqual(first)
    writeFileSync(join(folder, 'signing-key'), `${'0'.repeat(63)}\n`)
    const third = signingKey(folder)
    expect(third).toHaveLength(32)
    expect(signingKey(folder)).toEqual(third)
  })
})
