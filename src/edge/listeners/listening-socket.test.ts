import { connect, createServer, type Server, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { closeDoors, ListeningSocket, openDoors } from './listening-socket.js'

const ANY_PORT = { host: '127.0.0.1', port: 0 }

function open(address = ANY_PORT): ListeningSocket {
  const socket = ListeningSocket.open(address)
  onTestFinished(() => socket.close())
  return socket
}

/** A server that says its name to everybody. */
function greeter(name: string): Server {
  const server = createServer((socket) => socket.end(name))
  onTestFinished(() => void server.close())
  return server
}

function said({ port }: { port: number }, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket: Socket = connect({ host, port })
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}

describe('a listening socket', () => {
  it('has a port before anybody listens, and lets a server accept', async () => {
    const socket = open()
    expect(socket.address.port).toBeGreaterThan(0)
    await expect(said(socket.address)).rejects.toThrow('ECONNREFUSED')
    expect(await socket.listenWith(greeter('hello'))).toEqual(socket.address)
    expect(await said(socket.address)).toBe('hello')
  })

  it('speaks IPv4 and IPv6 where it is opened for every address', async () => {
    const socket = open({ host: '::', port: 0 })
    await socket.listenWith(greeter('hello'))
    expect(await said(socket.address)).toBe('hello')
    if (socket.address.host === '::') expect(await said(socket.address, '::1')).toBe('hello')
  })

  it('says in a sentence why it cannot be opened', async () => {
    const taken = await open().listenWith(greeter('first'))
    expect(() => ListeningSocket.open(taken)).toThrow(
      `127.0.0.1:${taken.port} is taken by another program. Stop that one, or choose another address under "listen".`,
    )
    expect(() => ListeningSocket.open({ host: '192.0.2.1', port: 0 })).toThrow(
      '192.0.2.1:0 is not an address of this machine.',
    )
  })

  it('says so too when another was faster only in listening', async () => {
    const first = open()
    const second = open(first.address)
    await first.listenWith(greeter('first'))
    await expect(second.listenWith(greeter('second'))).rejects.toThrow('is taken by another program')
  })
})

describe('the doors of a Holdfast', () => {
  it('are opened all or none', async () => {
    const taken = await open().listenWith(greeter('somebody else'))
    const free = open()
    free.close()
    expect(() => openDoors({ http: [free.address, taken], https: null })).toThrow('is taken')
    const doors = openDoors({ http: [free.address], https: null })
    expect(doors.http.map(({ address }) => address)).toEqual([free.address])
    closeDoors(doors)
  })
})
