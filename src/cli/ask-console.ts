import { CommandFailure } from './command.js'
import type { RunningConsole } from './find-running.js'

const timeoutMs = 5000
const MAX_ANSWER_BYTES = 8 * 1_048_576

/** An answer of the console API: the status code, and the JSON body (undefined when there is none). */
export interface ConsoleAnswer {
  status: number
  body: unknown
}

/** One request to the console API of the running Holdfast. */
export interface ConsoleRequest {
  method: 'GET' | 'POST' | 'DELETE'
  /** Begins with `/api/`. */
  path: string
  body?: Readonly<Record<string, unknown>>
}

/**
 * Asks the console API with the machine's token. Answers of the API itself, refusals included, are returned.
 * @throws CommandFailure when it does not answer in time, does not accept the token, or answers something else than JSON
 */
export async function askConsole(
  running: RunningConsole,
  { method, path, body }: ConsoleRequest,
): Promise<ConsoleAnswer> {
  let status: number
  let text: string
  try {
    const response = await fetch(new URL(path, running.url), {
      method,
      headers: {
        authorization: `Bearer ${running.token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    status = response.status
    text = await readBounded(response)
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    throw new CommandFailure(`the console at ${running.url} ${whyNot(error)}`)
  }
  if (status === 401 || status === 403) {
    throw new CommandFailure(
      `the console at ${running.url} does not accept this machine's token. Was Holdfast restarted just now? Try again.`,
    )
  }
  if (text === '') return { status, body: undefined }
  try {
    return { status, body: JSON.parse(text) }
  } catch {
    throw new CommandFailure(`${running.url} answers something else than a Holdfast console (status ${status}).`)
  }
}

/** What the API said was wrong, as a sentence. */
export function refusalOf({ status, body }: ConsoleAnswer): string {
  const said = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
  return typeof said === 'string' ? said : `the console answered with status ${status}`
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_ANSWER_BYTES) throw new CommandFailure('the console answers more than a console would.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function whyNot(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `did not answer within ${timeoutMs / 1000} s. The machine may be overloaded; the edges go on by themselves meanwhile. Try again.`
  }
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(error)
  return `does not answer (${code}), although the process runs. Try again in a few seconds; if it stays so, look at its log.`
}
