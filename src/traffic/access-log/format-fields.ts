import type { Part } from './line-parts.js'

export interface KnownField {
  readonly part: Part
  readonly unitMs?: number
}

/** Request header fields by their lower-case names. */
const HEADERS: readonly (readonly [name: string, part: Part])[] = [
  ['referer', 'referrer'],
  ['user-agent', 'userAgent'],
  ['host', 'host'],
  ['x-forwarded-for', 'forwardedFor'],
  ['accept', 'accept'],
  ['accept-language', 'acceptLanguage'],
  ['accept-encoding', 'acceptEncoding'],
  ['sec-fetch-site', 'secFetchSite'],
  ['sec-fetch-mode', 'secFetchMode'],
  ['sec-fetch-dest', 'secFetchDest'],
  ['sec-fetch-user', 'secFetchUser'],
  ['sec-ch-ua', 'brands'],
  ['sec-ch-ua-mobile', 'mobile'],
  ['sec-ch-ua-platform', 'platform'],
  ['cookie', 'cookie'],
]

export const HEADER_PARTS: ReadonlyMap<string, Part> = new Map(HEADERS)

/** Set by a proxy in front, which whoever logs them has: as good as the address of the connection, and better there. */
const ADDRESS_HEADERS = ['x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'fastly-client-ip']

/**
 * Variables of nginx's `log_format`: https://nginx.org/en/docs/http/ngx_http_core_module.html#variables and
 * https://nginx.org/en/docs/http/ngx_http_log_module.html. `$http_NAME` is a header field with `_` for `-`.
 */
export const NGINX_VARIABLES: ReadonlyMap<string, KnownField> = new Map<string, KnownField>([
  ['remote_addr', { part: 'address' }],
  ['proxy_protocol_addr', { part: 'address' }],
  ['time_local', { part: 'time' }],
  ['time_iso8601', { part: 'time' }],
  ['msec', { part: 'time' }],
  ['request', { part: 'request' }],
  ['request_method', { part: 'method' }],
  ['request_uri', { part: 'target' }],
  ['uri', { part: 'path' }],
  ['document_uri', { part: 'path' }],
  ['args', { part: 'query' }],
  ['query_string', { part: 'query' }],
  ['server_protocol', { part: 'protocol' }],
  ['status', { part: 'status' }],
  ['body_bytes_sent', { part: 'bytes' }],
  ['bytes_sent', { part: 'bytes' }],
  ['request_time', { part: 'duration', unitMs: 1_000 }],
  ['host', { part: 'host' }],
  ['server_name', { part: 'host' }],
  ['scheme', { part: 'secure' }],
  ['https', { part: 'secure' }],
  ['ssl_protocol', { part: 'secure' }],
  // Of modules for TLS fingerprints and for tables of networks; the latter's variables are named by whoever sets them up.
  ['http_ssl_ja4', { part: 'tls' }],
  ['ssl_ja4', { part: 'tls' }],
  ['geoip2_asn', { part: 'as' }],
  ['geoip2_data_asn', { part: 'as' }],
  ['http_cf_ipcountry', { part: 'country' }],
  ['geoip_country_code', { part: 'country' }],
  ['geoip2_country_code', { part: 'country' }],
  ['geoip2_data_country_code', { part: 'country' }],
  ...ADDRESS_HEADERS.map((name) => [`http_${name.replaceAll('-', '_')}`, { part: 'address' }] as const),
  ...HEADERS.map(([name, part]) => [`http_${name.replaceAll('-', '_')}`, { part }] as const),
])

/**
 * Directives of Apache's `LogFormat`: https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats. Those with an
 * argument in braces stand with it; `%{NAME}i` is a header field, here in lower case. `%t` brings its own brackets.
 */
export const APACHE_DIRECTIVES: ReadonlyMap<string, KnownField> = new Map<string, KnownField>([
  ['h', { part: 'address' }],
  ['a', { part: 'address' }],
  ['t', { part: 'time' }],
  ['{sec}t', { part: 'time' }],
  ['{msec}t', { part: 'time' }],
  ['{usec}t', { part: 'time' }],
  ['r', { part: 'request' }],
  ['m', { part: 'method' }],
  ['U', { part: 'path' }],
  ['q', { part: 'query' }],
  ['H', { part: 'protocol' }],
  ['s', { part: 'status' }],
  ['b', { part: 'bytes' }],
  ['B', { part: 'bytes' }],
  ['O', { part: 'bytes' }],
  ['D', { part: 'duration', unitMs: 0.001 }],
  ['T', { part: 'duration', unitMs: 1_000 }],
  ['{s}T', { part: 'duration', unitMs: 1_000 }],
  ['{ms}T', { part: 'duration', unitMs: 1 }],
  ['{us}T', { part: 'duration', unitMs: 0.001 }],
  ['v', { part: 'host' }],
  ['V', { part: 'host' }],
  ['{SSL_PROTOCOL}x', { part: 'secure' }],
  ...ADDRESS_HEADERS.map((name) => [`{${name}}i`, { part: 'address' }] as const),
  ...HEADERS.map(([name, part]) => [`{${name}}i`, { part }] as const),
])
