import { describe, expect, it } from 'vitest'
import type { Socket } from 'node:net'
import { eventually, HOST, startEdge, startRawOrigin } from './edge.test-support.js'

const REFUSED = 'HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: 9\r\n\r\ntoo large'
const CHUNK = Buffer.alloc(64*1024, 'x')

describe('x', () => {
  it.each<[string,(s: Socket)=>void]>([
    ['resets', (s) => { s.write(REFUSED, () => s.resetAndDestroy()) }],
    ['closes w unread', (s) => { s.pause(); s.end(REFUSED, () => s.destroy()) }],
    ['half-closes', (s) => { s.pause(); s.end(REFUSED) }],
  ])('%s', { timeout: 60000 }, async (_w, act) => {
    const counts: Record<string, number> = {}
    const originUrl = await startRawOrigin((socket) => { socket.once('data', () => setTimeout(()=>act(socket), 5)) })
    const edge = await startEdge({ originUrl })
    for (let i = 0; i < 100; i++) {
      const client = await edge.connect()
      client.send(`POST /upload HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 50000000\r\n\r\n`)
      let on = true
      const more = () => { while (on && !client.socket.destroyed) { if (!client.socket.write(CHUNK)) { client.socket.once('drain', more); return } } }
      more()
      let r = ''
      try { const x = await client.response(); r = `${x.status} ${x.get('holdfast-reason')} ${x.text.slice(0,10)}` } catch (e) { r = (e as Error).message }
      on = false
      counts[r] = (counts[r] ?? 0) + 1
      client.destroy()
    }
    console.log(_w, counts)
    await eventually(() => edge.edge.underWay === 0)
  })
})
