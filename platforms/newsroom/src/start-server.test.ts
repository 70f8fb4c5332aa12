import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startServer } from './start-server.js'

const at = { host: '127.0.0.1', port: 0 }
const quick = { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 50, keepAliveTimeout: 1_000 }

test('a body that drips in is cut off', async () => {
  const server = await startServer(async (request) => new Response(await request.text()), at, quick)
  const socket = connect(server.port, '127.0.0.1')
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n')
  const drip = setInterval(() => socket.write('x'), 20)
  socket.on('error', () => {})
  const [answer] = await once(socket, 'data')
  await once(socket, 'close')
  clearInterval(drip)
  expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /)
  await server.stop(100)
})

test('stopping waits for the answer that is on its way', async () => {
  let arrived = () => {}
  const running = new Promise<void>((resolve) => {
    arrived = resolve
  })
  let answer = (_: Response) => {}
  const server = await startServer(() => {
    arrived()
    return new Promise<Response>((resolve) => {
      answer = resolve
    })
  }, at)
  const response = fetch(`http://127.0.0.1:${server.port}/`, { headers: { connection: 'close' } })
  await running
  const stopped = server.stop(60_000)
  answer(new Response('done'))
  expect(await (await response).text()).toBe('done')
  await stopped
})

test('a port that is taken is an error that says what to do', async () => {
  const first = await startServer(() => new Response(''), at)
  await expect(startServer(() => new Response(''), { ...at, port: first.port })).rejects.toThrow(
    'choose another with --port',
  )
  await first.stop(100)
})
