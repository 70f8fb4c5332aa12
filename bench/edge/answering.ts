import { type ClientRequest, get, request } from 'node:http'
import { compareCpu } from './compare-cpu.js'
import { type StartedHoldfast, startHoldfast } from './holdfast.js'
import { formRequest, getRequest, type Load, USER_AGENT } from './load-job.js'
import type { Plan, Row } from './row.js'
import { freePort, startPart } from './started-process.js'

const CHECK_PATH = '/.well-known/holdfast/check'
const MOST_TIMES_BARE = 1.5
/** Longer than a run. */
const HELD_MS = 600_000
const DENIED = '203.0.113.0/24'

interface Answer {
  figure: string
  path: string
  fields: string[]
  status: number
  /** A form that is posted; left out: a GET. */
  form?: string
}

const HIT: Answer = { figure: 'cached answer, 1 KB', path: '/cacheable/1024', fields: [], status: 200 }
const DENIED_BY_LIST: Answer = {
  figure: 'refused by the deny list',
  path: '/bytes/1024',
  fields: ['X-Forwarded-For: 203.0.113.7'],
  status: 403,
}
const BUSY: Answer = { figure: 'no place at the origin, in words', path: '/bytes/1024', fields: [], status: 503 }
const BUSY_PAGE: Answer = {
  figure: 'no place at the origin, waiting room',
  path: '/bytes/1024',
  fields: ['Accept: text/html', 'Accept-Language: de,en;q=0.5', 'Sec-Fetch-Mode: navigate'],
  status: 503,
}

/** What an answer costs that Holdfast gives itself, beside one with a body of the same length from a bare `res.end()`. */
export async function measureAnswering(originPort: number, { load, plan }: { load: Load; plan: Plan }): Promise<Row[]> {
  const rows: Row[] = []
  const measure = async (holdfast: StartedHoldfast, answers: readonly Answer[]) => {
    for (const answer of answers) rows.push(...(await besideBare(holdfast, answer, { load, plan })))
  }

  const open = await startHoldfast(originPort, { trustedProxies: ['127.0.0.1'], deny: [DENIED] })
  await open.process.untilListening(open.port)
  const { ticket, clearance } = await passChallenge(open.port)
  await measure(open, [
    HIT,
    { ...HIT, figure: 'cached answer, clearance verified', fields: [`Cookie: holdfast-clearance=${clearance}`] },
    DENIED_BY_LIST,
    { figure: 'bogus solution', path: CHECK_PATH, fields: [], status: 403, form: bogusSolution(ticket) },
  ])
  await open.process.stop()

  // Who holds the queue weighs more than who measures, so that nobody of these ever waits there in a round.
  const activities = [{ name: 'hold', paths: ['/hold'], tier: 'essential' }]
  const full = await startHoldfast(originPort, {
    platforms: [{ name: 'bench', hosts: ['*'], origin: `http://127.0.0.1:${originPort}`, activities }],
    cache: 'off',
    limits: { concurrency: { min: 1, initial: 1, max: 1 }, queue: 1, originHeadersMs: HELD_MS },
  })
  await full.process.untilListening(full.port)
  const letGo = holdPlaces(full.port)
  await measure(full, [BUSY, BUSY_PAGE])
  // Before it is stopped: it would wait for them.
  letGo()
  await full.process.stop()
  return rows
}

async function besideBare(
  holdfast: StartedHoldfast,
  answer: Answer,
  { load, plan }: { load: Load; plan: Plan },
): Promise<Row[]> {
  const { figure, path, fields, status, form } = answer
  const port = await freePort()
  const bytes = await answerLength(holdfast.port, answer)
  const bare = startPart('bare-answer', port, status, bytes)
  await bare.untilListening(port)
  const contenders = [
    { name: `bare res.end(), ${bytes} bytes too`, port, process: bare },
    { name: 'Holdfast, all processes', ...holdfast },
  ]
  const [first, own] = await compareCpu(
    figure,
    contenders,
    { request: form === undefined ? getRequest(path, ...fields) : formRequest(path, form), status },
    { load, plan },
  )
  await bare.stop()
  if (!first || !own) return []
  const reached = (own.ratio ?? Number.NaN) <= MOST_TIMES_BARE
  return [first, { ...own, target: { text: `≤ ${MOST_TIMES_BARE} × bare`, reached } }]
}

/** Asks until the answer is the expected one, and gives the length of its body in bytes. */
async function answerLength(port: number, { path, fields, status, form }: Answer): Promise<number> {
  const headers = Object.fromEntries(fields.map((field) => field.split(': ') as [string, string]))
  if (form !== undefined) headers['Content-Type'] = 'application/x-www-form-urlencoded'
  const method = form === undefined ? 'GET' : 'POST'
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = await new Promise<{ status: number; bytes: number }>((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', path, headers, method, agent: false }, (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes }))
      }).on('error', reject)
      asked.end(form)
    })
    if (found.status === status) return found.bytes
  }
  throw new Error(`Holdfast does not answer ${path} with ${status}.`)
}

/** A clearance by the way of a browser that was sent to the check with the ticket of another network, and a further ticket. */
async function passChallenge(port: number): Promise<{ ticket: string; clearance: string }> {
  const asked = await cookieAt(port, `${CHECK_PATH}?ticket=0-0-0&to=/`, '')
  const clearance = await cookieAt(port, `${CHECK_PATH}?ticket=${asked}&to=/`, `holdfast-ticket=${asked}`)
  return { clearance, ticket: await cookieAt(port, `${CHECK_PATH}?ticket=0-0-0&to=/`, '') }
}

/** The value of the cookie that is given out. */
async function cookieAt(port: number, path: string, cookie: string): Promise<string> {
  // As the load asks later: a clearance is for one browser.
  const headers = { Host: 'bench.example', 'User-Agent': USER_AGENT, Cookie: cookie }
  const fields = await new Promise<string[]>((resolve, reject) => {
    get({ port, host: '127.0.0.1', path, headers, agent: false }, (response) => {
      response.resume()
      resolve(response.headers['set-cookie'] ?? [])
    }).on('error', reject)
  })
  const [, value] = /^[\w-]+=([^;]+)/.exec(fields[0] ?? '') ?? []
  if (value === undefined) throw new Error(`Holdfast gives no cookie at ${path}.`)
  return value
}

/** In the form of one, for a good ticket: it costs the signatures. */
function bogusSolution(ticket: string): string {
  const parameters = { data: { ticket: ticket.split('-')[1] }, expiresAt: 9_999_999_999, keySignature: '0'.repeat(64) }
  const solution = { challenge: { parameters, signature: '0'.repeat(64) }, solution: { derivedKey: '0'.repeat(64) } }
  return `ticket=${ticket}&work=${encodeURIComponent(Buffer.from(JSON.stringify(solution)).toString('base64'))}`
}

/** Takes the one place at the origin and the one in the queue; the latter anew whenever the queue's patience has ended. */
function holdPlaces(port: number): () => void {
  let over = false
  const held = new Set<ClientRequest>()
  const hold = () => {
    const request = get({ port, host: '127.0.0.1', path: '/hold', agent: false })
    held.add(request)
    request.on('response', (response) => response.resume())
    request.on('error', () => {
      over = true
    })
    request.on('close', () => {
      held.delete(request)
      if (!over) hold()
    })
  }
  hold()
  hold()
  return () => {
    over = true
    for (const request of held) request.destroy()
  }
}
