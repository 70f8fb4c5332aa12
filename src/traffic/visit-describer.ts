import { ATTRIBUTES, type Attribute, COLUMN, UNKNOWN } from './attributes.js'
import { type BrowserClaim, browserClaim } from './browser-claim.js'
import { Dictionary, type Word } from './dictionary.js'
import { type Brands, brandsOf, type FetchFields, fetchVerdict } from './fetch-metadata.js'
import { type Kind, kindAskedFor, kindOf } from './kind.js'
import { listedForm } from './listed-form.js'
import { normalPath } from './normal-path.js'
import { ownCopy } from './own-copy.js'
import { queryShape } from './query-shape.js'
import { referrerClass } from './referrer-class.js'
import { routeTemplate } from './route-template.js'
import { FIELD, headerShape, SentFields } from './sent-fields.js'
import { TwoGenerations } from './two-generations.js'
import { userAgentFamily } from './user-agent-family.js'
import type { VisitFields } from './visit-fields.js'
import { WordMemo } from './word-memo.js'

interface Path {
  route: Word
  kind: Kind
}

interface Program {
  userAgent: Word
  family: Word
  crawler: Word
  claim: BrowserClaim | null
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** More of a text than this is not looked at, so that what is kept of what visitors send is bounded in bytes too. */
const LONGEST_TEXT = 512
/** Texts of one kind that are remembered with what they come down to. */
const MOST_KEPT = 4096
const FEW_KEPT = 1024
const MOST_LANGUAGES = 3
const MOST_ENCODINGS = 6

/** Turns what a visit says into value ids, a column each. What repeats is worked out once. */
export class VisitDescriber {
  /** By column. */
  readonly dictionaries: readonly Dictionary[]
  readonly #words: Readonly<Record<Attribute, Dictionary>>
  readonly #sent = new SentFields()
  readonly #fetch: FetchFields = {
    site: undefined,
    mode: undefined,
    dest: undefined,
    user: undefined,
    brands: undefined,
    mobile: undefined,
    platform: undefined,
  }
  readonly #paths: TwoGenerations<string, Path>
  #noQuery: Word | null = null
  readonly #programs = new TwoGenerations<string, Program>(MOST_KEPT)
  readonly #brands = new TwoGenerations<string, Brands>(FEW_KEPT)
  readonly #shapes = new TwoGenerations<number, Word>(MOST_KEPT)
  readonly #memos: Readonly<
    Record<Exclude<Attribute, 'route' | 'query' | 'userAgent' | 'family' | 'headers' | 'network'>, WordMemo>
  >

  /**
   * @param ownHosts the site's own names, in lower case
   * @param remembered values of an attribute that are remembered at least; at most twice as many are
   * @param paths that are remembered with their routes, likewise
   */
  constructor(ownHosts: ReadonlySet<string>, remembered = 16_384, paths = MOST_KEPT) {
    this.#paths = new TwoGenerations(paths)
    this.dictionaries = ATTRIBUTES.map(() => new Dictionary(remembered))
    const words = Object.fromEntries(
      ATTRIBUTES.map((attribute, column) => [attribute, this.dictionaries[column]]),
    ) as Record<Attribute, Dictionary>
    this.#words = words
    this.#memos = {
      method: new WordMemo(words.method, FEW_KEPT, (method) => (METHODS.has(method) ? method : 'other')),
      kind: new WordMemo(words.kind, FEW_KEPT),
      languages: new WordMemo(words.languages, FEW_KEPT, (field) => listedForm(field, MOST_LANGUAGES)),
      encodings: new WordMemo(words.encodings, FEW_KEPT, (field) => listedForm(field, MOST_ENCODINGS)),
      fetch: new WordMemo(words.fetch, FEW_KEPT),
      referrer: new WordMemo(words.referrer, MOST_KEPT, (field) => referrerClass(field, ownHosts)),
      cookie: new WordMemo(words.cookie, FEW_KEPT),
      http: new WordMemo(words.http, FEW_KEPT, httpOf),
      tls: new WordMemo(words.tls, FEW_KEPT),
      as: new WordMemo(words.as, FEW_KEPT),
      country: new WordMemo(words.country, FEW_KEPT),
      crawler: new WordMemo(words.crawler, FEW_KEPT),
    }
  }

  /** The id of a value of an attribute. */
  id(column: number, value: string): number {
    return this.dictionaries[column]?.id(value) ?? UNKNOWN
  }

  /** The value of an id; undefined for `UNKNOWN` and for what has been forgotten. */
  text(column: number, id: number): string | undefined {
    return this.dictionaries[column]?.text(id)
  }

  /** Whether a described visit says that it comes with a browser. */
  namesBrowser(values: Int32Array): boolean {
    const userAgent = this.text(COLUMN.userAgent, values[COLUMN.userAgent] ?? UNKNOWN)
    return userAgent !== undefined && this.#program(userAgent).claim !== null
  }

  /**
   * Fills in one row: a value id for each attribute but `network`, which stays `UNKNOWN`. Returns what kind of thing is
   * asked for. Never throws, whatever the visitor sent.
   * @param into `ATTRIBUTES.length` numbers
   */
  describe(visit: VisitFields, into: Int32Array): Kind {
    into.fill(UNKNOWN)
    this.#sent.read(visit.fields)
    const kind = this.#describeTarget(visit, into)
    this.#describeProgram(visit, into)
    this.#describeFields(visit, into)
    const memos = this.#memos
    if (visit.cookie !== null) into[COLUMN.cookie] = memos.cookie.id(visit.cookie)
    if (visit.httpVersion !== null) into[COLUMN.http] = memos.http.id(visit.httpVersion)
    if (visit.tls !== null) into[COLUMN.tls] = memos.tls.id(visit.tls)
    if (visit.as !== null) into[COLUMN.as] = memos.as.id(visit.as)
    if (visit.country !== null) into[COLUMN.country] = memos.country.id(visit.country)
    return kind
  }

  #describeTarget({ method, target }: VisitFields, into: Int32Array): Kind {
    const question = target.indexOf('?')
    const path = this.#path(question < 0 ? target : target.slice(0, question))
    const query = question < 0 ? '' : target.slice(question + 1, question + 1 + LONGEST_TEXT)
    const sent = this.#sent
    const isPage = path.kind === 'page'
    const kind = isPage ? kindAskedFor(sent.value(FIELD.fetchDest), sent.value(FIELD.accept)) : path.kind
    into[COLUMN.method] = this.#memos.method.id(method)
    into[COLUMN.route] = this.#words.route.idOf(path.route)
    // Not remembered: the shape is worked out fast, and floods ask each time for something else.
    into[COLUMN.query] = query === '' ? this.#noQueryId() : this.#words.query.id(queryShape(query))
    into[COLUMN.kind] = this.#memos.kind.id(kind)
    return kind
  }

  #describeProgram({ told, secure, crawler }: VisitFields, into: Int32Array): void {
    const userAgent = this.#sent.value(FIELD.userAgent) ?? absent(told)
    if (userAgent !== undefined) {
      const program = this.#program(userAgent)
      into[COLUMN.userAgent] = this.#words.userAgent.idOf(program.userAgent)
      into[COLUMN.family] = this.#words.family.idOf(program.family)
      into[COLUMN.crawler] = this.#words.crawler.idOf(program.crawler)
      const isTold = told !== 'some' && secure !== null
      if (isTold) into[COLUMN.fetch] = this.#memos.fetch.id(this.#fetchVerdict(program.claim, secure))
    }
    if (crawler !== null && (crawler.startsWith('verified ') || crawler.startsWith('pretender '))) {
      into[COLUMN.crawler] = this.#memos.crawler.id(crawler)
    }
  }

  #describeFields({ told }: VisitFields, into: Int32Array): void {
    const sent = this.#sent
    const languages = sent.value(FIELD.languages) ?? absent(told)
    if (languages !== undefined) into[COLUMN.languages] = this.#memos.languages.id(languages)
    const encodings = sent.value(FIELD.encodings) ?? absent(told)
    if (encodings !== undefined) into[COLUMN.encodings] = this.#memos.encodings.id(encodings)
    const referrer = sent.value(FIELD.referrer) ?? absent(told)
    if (referrer !== undefined) into[COLUMN.referrer] = this.#memos.referrer.id(referrer)
    if (told === 'in-order') into[COLUMN.headers] = this.#shapeId()
  }

  #noQueryId(): number {
    this.#noQuery ??= this.#words.query.word(queryShape(''))
    return this.#words.query.idOf(this.#noQuery)
  }

  #path(text: string): Path {
    const key = text.length > LONGEST_TEXT ? ownCopy(text, LONGEST_TEXT) : text
    const known = this.#paths.get(key)
    if (known) return known
    const normal = normalPath(key)
    const path = { route: this.#words.route.word(routeTemplate(normal)), kind: kindOf(normal) }
    this.#paths.set(key, path)
    return path
  }

  #program(text: string): Program {
    const key = text.length > LONGEST_TEXT ? ownCopy(text, LONGEST_TEXT) : text === '' || text === '-' ? 'none' : text
    const known = this.#programs.get(key)
    if (known) return known
    const { family, declares, browser } = userAgentFamily(key === 'none' ? '' : key)
    const words = this.#words
    const program = {
      userAgent: words.userAgent.word(key),
      family: words.family.word(family),
      crawler: words.crawler.word(declares === null ? 'none' : `declared ${declares}`),
      claim: browser ? browserClaim(key) : null,
    }
    this.#programs.set(key, program)
    return program
  }

  #fetchVerdict(claim: BrowserClaim | null, secure: boolean): string {
    if (claim === null) return 'none'
    const sent = this.#sent
    const fetch = this.#fetch
    const brands = sent.value(FIELD.brands)
    fetch.site = sent.value(FIELD.fetchSite)
    fetch.mode = sent.value(FIELD.fetchMode)
    fetch.dest = sent.value(FIELD.fetchDest)
    fetch.user = sent.value(FIELD.fetchUser)
    fetch.brands = brands === undefined ? undefined : this.#brandsOf(brands)
    fetch.mobile = sent.value(FIELD.mobile)
    fetch.platform = sent.value(FIELD.platform)
    return fetchVerdict(claim, fetch, secure)
  }

  #brandsOf(field: string): Brands {
    const key = field.length > LONGEST_TEXT ? ownCopy(field, LONGEST_TEXT) : field
    const known = this.#brands.get(key)
    if (known) return known
    const brands = brandsOf(key)
    this.#brands.set(key, brands)
    return brands
  }

  #shapeId(): number {
    const { shape } = this.#sent
    let word = this.#shapes.get(shape)
    if (word === undefined) {
      word = this.#words.headers.word(headerShape(this.#sent))
      this.#shapes.set(shape, word)
    }
    return this.#words.headers.idOf(word)
  }
}

/** What a field that is not there says: that it was not sent, to who knows all that was. */
function absent(told: VisitFields['told']): '' | undefined {
  return told === 'some' ? undefined : ''
}

/** `2.0` of a log is `2` of a request; a minor version means something with HTTP/1 alone. */
function httpOf(version: string): string {
  return version.endsWith('.0') && version !== '1.0' ? version.slice(0, -2) : version
}
