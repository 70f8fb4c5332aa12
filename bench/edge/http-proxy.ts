import { Agent } from 'node:http'
import createProxy from 'http-proxy'

/** http-proxy as its own README sets it up, with kept-alive connections to the origin like everybody here. */
export function serveHttpProxy(port: number, originPort: number): void {
  const agent = new Agent({ keepAlive: true })
  createProxy
    .createProxyServer({ target: `http://127.0.0.1:${originPort}`, agent, xfwd: true })
    .listen(port, '127.0.0.1')
}
