import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CERTIFICATE, KEY_OF_CERTIFICATE } from '../../config/certificates.test-support.js'
import { eventually } from '../edge.test-support.js'
import { hearOut } from './hear-out.js'

const ANSWER = 'x'.repeat(100_000)

/** A connection to somebody who says something and leaves without having read. */
async function toOneWhoLeaves(protocol: 'tcp' | 'tls'): Promise<Socket> {
  const leave = (socket: Socket) => {
    socket.on('error', () => {})
    socket.pause().write(ANSWER, () => setTimeout(() => socket.destroy(), 20))
  }
  const server =
    protocol === 'tcp'
      ? createServer({ pauseOnConnect: true }, leave)
      : createTlsServer({ cert: CERTIFICATE, key: KEY_OF_CERTIFICATE }, leave)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const socket =
    protocol === 'tcp'
      ? connect(port, '127.0.0.1')
      : connectTls({ port, host: '127.0.0.1', servername: 'news.example.org', rejectUnauthorized: false })
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  socket.on('error', () => {})
  await once(socket, protocol === 'tcp' ? 'connect' : 'secureConnect')
  return socket
}

/** Writes until a write has failed, as `writing` in the socket then shows: it stays at work. */
async function writeInVain(socket: Socket): Promise<void> {
  for (let i = 0; i < 50; i++) {
    socket.write('y'.repeat(10_000))
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

describe.each(['tcp', 'tls'] as const)('a %s socket whose other side has left', (protocol) => {
  it('is read to the last byte, though a write fails first; then the failure is told', async () => {
    const socket = await toOneWhoLeaves(protocol)
    hearOut(socket)
    await writeInVain(socket)
    expect(socket.destroyed).toBe(false)
    let heard = ''
    socket.on('data', (chunk: Buffer) => {
      heard += chunk
    })
    await new Promise((resolve) => socket.once('close', resolve))
    expect(heard).toBe(ANSWER)
    expect((socket.errored as NodeJS.ErrnoException | null)?.code).toMatch(/^(EPIPE|ECONNRESET)$/)
  })

  it('is given up when nobody reads it', async () => {
    const socket = await toOneWhoLeaves(protocol)
    hearOut(socket, 300)
    await writeInVain(socket)
    await eventually(() => socket.destroyed)
  })

  it('without it, loses what came', async () => {
    const socket = await toOneWhoLeaves(protocol)
    await writeInVain(socket)
    expect(socket.destroyed).toBe(true)
  })
})
