import { describe, expect, it } from 'vitest'
import { systemRefusal } from './system-refusal.js'

describe('a system that cannot make the load of a drill', () => {
  it('is none that lets programs speak from all of 127.0.0.0/8', async () => {
    expect(await systemRefusal({ from: '127.201.13.9', connections: 10 })).toBeNull()
  })

  it('is told so for an address that nobody here has, with what to do', async () => {
    // 192.0.2.0/24 is for documentation (RFC 5737): binding to it fails here as 127.1.2.3 does on macOS. Nothing is sent.
    const refusal = await systemRefusal({ from: '192.0.2.1', connections: 10 })
    expect(refusal?.why).toMatch(/speak from 192\.0\.2\.1 \(EADDRNOTAVAIL\)/)
    expect(refusal?.remedy).toMatch(/Linux.*macOS.*ifconfig lo0 alias/)
  })

  it('is told so when a process may open too few files', async () => {
    const refusal = await systemRefusal({ from: '127.0.0.1', connections: 2 ** 31 })
    expect(refusal?.why).toMatch(/may open [\d,]+ files here, and this drill needs 2,147,483,848/)
    expect(refusal?.remedy).toMatch(/ulimit -Hn .*--rate/)
  })
})
