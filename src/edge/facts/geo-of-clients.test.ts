import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createLogger, limitedLogger } from '../../config/logger.js'
import { parseAddress } from '../../traffic/address.js'
import { clientOf } from '../../traffic/client.js'
import { mmdb } from '../../traffic/mmdb.test-support.js'
import { GeoOfClients } from './geo-of-clients.js'

it('keeps what it found of a bounded number of clients, and is right about all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-geo-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'as.mmdb')
  writeFileSync(file, mmdb({ '203.0.0.0/16': { asn: 64_500 }, '203.1.0.0/16': { asn: 64_501 } }))
  const log = limitedLogger(createLogger({ level: 'warn' }, { write: () => {} }), () => 0)
  const geo = new GeoOfClients({ as: file }, log)
  await geo.renew()
  let keys = 0
  const hash = () => keys++
  for (let i = 0; i < 40_000; i++) {
    const address = parseAddress(`203.${i & 1}.${(i >> 8) & 255}.${i & 255}`)
    if (!address) throw new Error('no address')
    expect(geo.of(clientOf(address, hash)).as).toBe(i & 1 ? 'AS 64501' : 'AS 64500')
  }
  expect(geo.clients.used).toBeLessThanOrEqual(geo.clients.bound)
  expect(geo.clients.bound).toBe(16_384)
})
