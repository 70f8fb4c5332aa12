/** Fields that belong to one connection and are never forwarded (RFC 9110, 7.6.1; RFC 9112, 9.6). Lower case. */
const HOP_BY_HOP = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const NONE: ReadonlySet<string> = new Set()

export function isHopByHop(lowerName: string): boolean {
  return HOP_BY_HOP.has(lowerName)
}

/** The field names that a Connection header declares as belonging to this connection only. */
export function connectionOptions(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined) return NONE
  const lower = connection.toLowerCase()
  if (lower === 'keep-alive' || lower === 'close') return NONE
  return new Set(lower.split(',').map((option) => option.trim()))
}
