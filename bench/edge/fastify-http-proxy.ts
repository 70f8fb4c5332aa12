import httpProxy from '@fastify/http-proxy'
import fastify from 'fastify'

/** @fastify/http-proxy with its defaults: undici behind Fastify, kept-alive. */
export async function serveFastifyHttpProxy(port: number, originPort: number): Promise<void> {
  const server = fastify()
  await server.register(httpProxy, { upstream: `http://127.0.0.1:${originPort}` })
  await server.listen({ port, host: '127.0.0.1' })
}
