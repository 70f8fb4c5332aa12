import type { Socket } from 'node:net'
import { startRawOrigin } from './edge.test-support.js'

export interface NaiveRequest {
  line: string
  /** Names in lower case, values as they came. */
  fields: [name: string, value: string][]
}

/**
 * An origin as careless as the worst that are out there: lines may end in LF alone, names may have spaces, lengths are
 * read as far as they are digits, and where length and chunks disagree one of them is believed without a thought.
 * What it takes for a request it answers with the request's target.
 */
export async function startNaiveOrigin(
  believes: 'length' | 'chunks',
): Promise<{ url: string; requests: NaiveRequest[] }> {
  const requests: NaiveRequest[] = []
  const url = await startRawOrigin((socket) => {
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      for (;;) {
        const taken = takeRequest(text, believes)
        if (!taken) return
        text = taken.rest
        requests.push(taken.request)
        answer(socket, taken.request.line)
      }
    })
  })
  return { url, requests }
}

function answer(socket: Socket, line: string): void {
  const body = line.startsWith('HEAD') ? '' : (line.split(' ')[1] ?? '')
  socket.write(`HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: ${body.length}\r\n\r\n${body}`, 'latin1')
}

function takeRequest(text: string, believes: 'length' | 'chunks'): { request: NaiveRequest; rest: string } | null {
  const start = text.replace(/^[\r\n]+/, '')
  const end = /\r?\n\r?\n/.exec(start)
  if (!end) return null
  const [line = '', ...lines] = start.slice(0, end.index).split(/\r?\n/)
  const fields = lines.map((each): [string, string] => {
    const colon = each.indexOf(':')
    return [each.slice(0, colon).trim().toLowerCase(), each.slice(colon + 1).trim()]
  })
  const value = (name: string) => fields.find(([n]) => n.replaceAll('_', '-') === name)?.[1]
  const after = start.slice(end.index + end[0].length)
  const length = Number.parseInt(value('content-length') ?? '', 10)
  const chunked = /chunked/i.test(value('transfer-encoding') ?? '')
  const request = { line, fields }
  if (chunked && (believes === 'chunks' || Number.isNaN(length))) {
    const rest = afterChunks(after)
    return rest === null ? null : { request, rest }
  }
  const bytes = Number.isNaN(length) ? 0 : Math.max(0, length)
  return after.length < bytes ? null : { request, rest: after.slice(bytes) }
}

/** What follows the last chunk; null while it has not come. */
function afterChunks(text: string): string | null {
  let rest = text
  for (;;) {
    const line = /^([^\n]*)\n/.exec(rest)
    if (!line) return null
    const size = Number.parseInt(line[1] ?? '', 16)
    rest = rest.slice(line[0].length)
    if (!(size > 0)) {
      const end = /^(?:[^\n]+\n)*?\r?\n/.exec(rest)
      return end ? rest.slice(end[0].length) : null
    }
    if (rest.length < size) return null
    rest = rest.slice(size).replace(/^\r?\n/, '')
  }
}
