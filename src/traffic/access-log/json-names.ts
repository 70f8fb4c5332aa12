import { HEADER_PARTS } from './format-fields.js'
import type { Part } from './line-parts.js'

/** What a name in a JSON line means. Of several names for one part, the one of the lowest rank counts. */
export type JsonName =
  | { readonly kind: 'part'; readonly part: Part; readonly rank: number; readonly unitMs: number }
  /** An object with more such names. */
  | { readonly kind: 'parts' }
  /** An object with header fields: names a visitor chose. */
  | { readonly kind: 'headers' }
  /** An object that is there for visits over TLS alone. */
  | { readonly kind: 'tls' }

/**
 * Caddy: https://caddyserver.com/docs/logging. Traefik: https://doc.traefik.io/traefik/observability/access-logs, fields
 * `ClientHost`, …, header fields as `request_NAME`. nginx has no format of its own: people name the fields after its
 * variables, or after Logstash.
 */
const NAMES: readonly (readonly [part: Part, unitMs: number, byRank: readonly (readonly string[])[]])[] = [
  [
    'time',
    1,
    [
      ['StartUTC', 'ts', 'msec'],
      ['time_iso8601', '@timestamp'],
      ['timestamp', 'time_local', 'StartLocal', 'datetime'],
      ['time', 'date'],
    ],
  ],
  [
    'address',
    1,
    [
      ['client_ip', 'ClientHost'],
      ['remote_addr', 'remote_ip', 'ClientAddr', 'clientip', 'clientIp', 'clientIP'],
      ['remote_address', 'remoteAddr', 'remoteIp', 'client', 'ip'],
    ],
  ],
  ['request', 1, [['request'], ['request_line']]],
  [
    'method',
    1,
    [
      ['method', 'RequestMethod', 'request_method'],
      ['verb', 'http_method'],
    ],
  ],
  ['target', 1, [['RequestPath', 'request_uri', 'requestUri', 'requestUrl']]],
  ['path', 1, [['uri'], ['url'], ['path']]],
  ['query', 1, [['args', 'query_string'], ['query']]],
  ['protocol', 1, [['proto', 'RequestProtocol', 'server_protocol'], ['protocol'], ['http_version', 'httpversion']]],
  [
    'status',
    1,
    [
      ['status', 'DownstreamStatus'],
      ['status_code', 'statusCode'],
      ['response', 'response_code'],
    ],
  ],
  [
    'bytes',
    1,
    [['size', 'body_bytes_sent', 'DownstreamContentSize'], ['bytes_sent'], ['bytes', 'response_size', 'responseSize']],
  ],
  ['duration', 1_000, [['duration', 'request_time']]],
  ['duration', 1e-6, [['Duration']]],
  ['duration', 1, [['duration_ms', 'request_time_ms', 'latency_ms']]],
  [
    'referrer',
    1,
    [
      ['http_referer', 'http_referrer'],
      ['referer', 'referrer'],
    ],
  ],
  ['userAgent', 1, [['http_user_agent'], ['user_agent', 'userAgent', 'useragent'], ['agent']]],
  ['host', 1, [['host', 'RequestHost', 'http_host'], ['vhost', 'domain'], ['server_name']]],
  ['forwardedFor', 1, [['http_x_forwarded_for'], ['x_forwarded_for', 'xff', 'forwarded_for']]],
  ['secure', 1, [['scheme', 'RequestScheme', 'request_scheme'], ['https'], ['ssl_protocol', 'TLSVersion']]],
  ['tls', 1, [['ja4', 'ssl_ja4', 'tls_ja4'], ['http_ssl_ja4']]],
  [
    'as',
    1,
    [
      ['asn', 'geoip2_asn', 'geoip_asn'],
      ['as_number', 'client_asn'],
    ],
  ],
  [
    'country',
    1,
    [
      ['country_code', 'geoip2_country_code', 'geoip_country_code'],
      ['country', 'client_country', 'http_cf_ipcountry'],
    ],
  ],
]

const PARTS_BY_NAME: ReadonlyMap<string, JsonName> = new Map(
  NAMES.flatMap(([part, unitMs, byRank]) =>
    byRank.flatMap((names, rank) =>
      names.map((name): [string, JsonName] => [name, { kind: 'part', part, rank, unitMs }]),
    ),
  ),
)

/** Objects in which the names above stand one level deeper; not those that tell of the answer or of TLS. */
const OBJECTS = new Set([
  'request',
  'req',
  'http',
  'httpRequest',
  'nginx',
  '@nginx_fields',
  '@fields',
  'fields',
  'event',
])

const HEADER_OBJECTS = new Set(['headers', 'request_headers', 'req_headers'])

/** @param value the value is an object, or it is something else */
export function jsonName(name: string, value: 'object' | 'other'): JsonName | null {
  if (value === 'object') {
    if (HEADER_OBJECTS.has(name)) return { kind: 'headers' }
    if (name === 'tls') return { kind: 'tls' }
    return OBJECTS.has(name) ? { kind: 'parts' } : null
  }
  const known = PARTS_BY_NAME.get(name)
  if (known !== undefined) return known
  const header = /^(?:request|http)_(.+)$/.exec(name)?.[1]
  return header === undefined ? null : jsonHeaderName(header.replaceAll('_', '-'))
}

export function jsonHeaderName(name: string): JsonName | null {
  const part = HEADER_PARTS.get(name.toLowerCase())
  return part === undefined ? null : { kind: 'part', part, rank: 1, unitMs: 1 }
}
