import { type StartedProcess, startPart } from './started-process.js'

export const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0'

export interface LoadJob {
  port: number
  /** Head of the request, as it is sent. With `firstClient`, `{client}` stands for an address that is new every time. */
  request: string
  requests: number
  connections: number
  firstClient?: number
}

export interface LoadResult {
  /** Status and how many answers had it. */
  statuses: [number, number][]
}

/** The process that asks. Its own cost is nobody's concern. */
export class Load {
  readonly #process: StartedProcess = startPart('load')

  /** @throws Error when a connection fails, or when an answer has another status than `status` */
  async run(job: LoadJob, status: number): Promise<void> {
    this.#process.send(job)
    const { statuses } = await this.#process.nextMessage<LoadResult>()
    const others = statuses.filter(([found]) => found !== status)
    if (others.length > 0) {
      const counted = others.map(([found, times]) => `${times} × ${found}`).join(', ')
      throw new Error(`Port ${job.port} was to answer ${job.requests} times with ${status}; it answered ${counted}.`)
    }
  }
}

/** The same with a form in it. */
export function formRequest(path: string, body: string): string {
  const fields = ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${Buffer.byteLength(body)}`]
  return `${getRequest(path, ...fields).replace('GET', 'POST')}${body}`
}

/** A GET as a browser or a program behind a proxy sends it. @param fields further ones, each `Name: value` */
export function getRequest(path: string, ...fields: string[]): string {
  const all = ['Host: bench.example', `User-Agent: ${USER_AGENT}`, ...fields]
  return `GET ${path} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n`
}
