export interface RequestParts {
  method: string
  /** Path and query. */
  path: string
  authority: string
  /** In the order in which they are sent, after Host. */
  headers: readonly (readonly [string, string])[]
  body?: string
}

/**
 * A request as it goes over the wire. Bodies are forms, so ASCII: one character is one byte.
 * @throws RangeError for a control character anywhere in the head: links come from pages, and pages from anybody
 */
export function requestText({ method, path, authority, headers, body }: RequestParts): string {
  let head = `${method} ${path} HTTP/1.1\r\nHost: ${authority}\r\n`
  for (const [name, value] of headers) {
    if (/[\r\n\0]/.test(name + value)) throw new RangeError(`header ${JSON.stringify(name)} has a line break`)
    head += `${name}: ${value}\r\n`
  }
  if (/[^\x21-\x7e]/.test(path)) throw new RangeError(`not a path for a request line: ${JSON.stringify(path)}`)
  if (body === undefined) return `${head}\r\n`
  return `${head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** application/x-www-form-urlencoded, which is ASCII. */
export function formBody(fields: Iterable<readonly [string, string]>): string {
  const params = new URLSearchParams()
  for (const [name, value] of fields) params.append(name, value)
  return params.toString()
}
