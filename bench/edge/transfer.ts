import { request } from 'node:http'

const CHUNK = Buffer.alloc(64 * 1024, 'x')

/** Takes a body of so many bytes and forgets it. @throws Error when it is not whole */
export function download(port: number, bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path: `/stream/${bytes}` }, (response) => {
      let left = bytes
      response.on('data', (chunk: Buffer) => {
        left -= chunk.length
      })
      response.on('end', () =>
        left === 0 ? resolve() : reject(new Error(`${left} bytes of the download are missing`)),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** Sends a body of so many bytes. @throws Error when the origin got another number of them */
export function upload(port: number, bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Length': bytes, 'Content-Type': 'application/octet-stream' }
    const asked = request({ port, host: '127.0.0.1', path: '/', method: 'POST', headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      response.on('end', () => (text === String(bytes) ? resolve() : reject(new Error(`The origin got: ${text}`))))
    })
    asked.on('error', reject)
    let left = bytes
    const more = () => {
      while (left > 0) {
        const chunk = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK
        left -= chunk.length
        if (!asked.write(chunk)) return
      }
      asked.end()
    }
    asked.on('drain', more)
    more()
  })
}
