import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { folderWith } from '../config/config-folder.test-support.js'
import { type RunInfo, writeRunFile } from '../config/run-file.js'

export interface RecordedRequest {
  method: string
  path: string
  authorization: string | undefined
  body: unknown
}

export const TOKEN = 'token-of-this-machine'

/**
 * A real HTTP server in the place of a console, and a data folder whose run file leads to it. It records what it is asked
 * and answers with what `answer` writes.
 */
export async function consoleOnTheWire(answer: (request: RecordedRequest, response: ServerResponse) => void) {
  const requests: RecordedRequest[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      const recorded = {
        method: request.method ?? '',
        path: request.url ?? '',
        authorization: request.headers.authorization,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      }
      requests.push(recorded)
      answer(recorded, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const dataDir = folderWith()
  writeRunFile(dataDir, runInfo({ console: { url, token: TOKEN } }))
  return { requests, url, dataDir }
}

/** The run file of a Holdfast that is this very process. */
export function runInfo(changes: Partial<RunInfo> = {}): RunInfo {
  return {
    pid: process.pid,
    instance: 'a1b2c3',
    startedAt: '2026-11-23T12:00:00.000Z',
    uid: process.getuid?.() ?? -1,
    console: null,
    listen: { http: [{ host: '::', port: 8080 }], https: [] },
    platforms: [{ name: 'news', hosts: ['news.example.org'] }],
    ...changes,
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
