import { EntryMaker } from './entry-maker.js'
import { HaproxyLine } from './haproxy-line.js'
import { JsonLine } from './json-line.js'
import { PART } from './line-parts.js'
import type { LineReader } from './line-reader.js'
import { parseFormat } from './parse-format.js'
import { type FormatField, type FormatPiece, TextLayout } from './text-layout.js'

const ignored: FormatField = { name: 'ignored', part: null }

/** `%h %l %u %t "%r" %>s %b`: https://httpd.apache.org/docs/2.4/logs.html#common */
const COMMON: readonly FormatPiece[] = [
  { name: 'address', part: PART.address },
  ' ',
  ignored,
  ' ',
  ignored,
  ' [',
  { name: 'time', part: PART.time },
  '] "',
  { name: 'request', part: PART.request },
  '" ',
  { name: 'status', part: PART.status },
  ' ',
  { name: 'bytes', part: PART.bytes },
]

/** The same and `"%{Referer}i" "%{User-Agent}i"`; nginx has it built in: https://nginx.org/en/docs/http/ngx_http_log_module.html */
const COMBINED: readonly FormatPiece[] = [
  ...COMMON,
  ' "',
  { name: 'referrer', part: PART.referrer },
  '" "',
  { name: 'user agent', part: PART.userAgent },
  '"',
]

/** The format `main` of the configuration that nginx's own packages install. */
const FORWARDED: readonly FormatPiece[] = [
  ...COMBINED.slice(0, -1),
  '" "',
  { name: 'X-Forwarded-For', part: PART.forwardedFor },
  '"',
]

/** `number "router" "server" 12ms`: https://doc.traefik.io/traefik/observability/access-logs/#common-log-format */
const TRAEFIK: readonly FormatPiece[] = [
  ...COMBINED.slice(0, -1),
  '" ',
  ignored,
  ' "',
  ignored,
  '" "',
  ignored,
  '" ',
  { name: 'duration', part: PART.duration, unitMs: 1 },
  'ms',
]

/** `%v:%p`, as in Debian's `vhost_combined`, or `$host` in front. */
const HOST: readonly FormatPiece[] = [{ name: 'host', part: PART.host }, ' ']

/** Names people may give instead of a format of their own. */
export const FORMAT_NAMES = ['combined', 'common', 'json', 'haproxy', 'traefik'] as const

/** The formats that are told apart by looking at the lines. */
export class LogFormats {
  /** Those with more parts first. */
  readonly all: readonly LineReader[]
  readonly #plain: EntryMaker
  readonly #byName: ReadonlyMap<string, readonly LineReader[]>

  constructor() {
    this.#plain = new EntryMaker('backslash')
    const text = (name: string, pieces: readonly FormatPiece[], tail: 'more' | 'unquoted') => {
      return new TextLayout(name, pieces, tail, this.#plain)
    }
    const traefik = text("Traefik's common format", TRAEFIK, 'more')
    const combined = text('combined', COMBINED, 'more')
    const forwarded = text('combined with X-Forwarded-For', FORWARDED, 'more')
    const hostCombined = text('combined with the host in front', [...HOST, ...COMBINED], 'more')
    const common = text('common', COMMON, 'unquoted')
    const hostCommon = text('common with the host in front', [...HOST, ...COMMON], 'unquoted')
    const json = new JsonLine(new EntryMaker('json'))
    const haproxy = new HaproxyLine(new EntryMaker('hash'))
    this.all = [traefik, forwarded, combined, hostCombined, json, haproxy, common, hostCommon]
    this.#byName = new Map<string, readonly LineReader[]>([
      ['combined', [forwarded, combined, hostCombined]],
      ['common', [common, hostCommon]],
      ['json', [json]],
      ['haproxy', [haproxy]],
      ['traefik', [traefik, json]],
    ])
  }

  /**
   * What `--format` says: one of `FORMAT_NAMES`, or a format in nginx's or Apache's notation.
   * @returns readers, or in words what is wrong with it
   */
  given(text: string): readonly LineReader[] | string {
    const named = this.#byName.get(text.trim().toLowerCase())
    if (named !== undefined) return named
    const parsed = parseFormat(text)
    if (parsed.kind === 'problem') return `${parsed.message} Or give a name: ${FORMAT_NAMES.join(', ')}.`
    return [new TextLayout('the given format', parsed.pieces, 'nothing', this.#plain)]
  }
}
