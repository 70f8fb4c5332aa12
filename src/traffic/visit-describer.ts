import { ATTRIBUTES, type Attribute, COLUMN, UNKNOWN } from './attributes.js'
import { type BrowserClaim, browserClaim } from './browser-claim.js'
import { Dictionary, type Word } from './dictionary.js'
import { type Brands, brandsOf, type FetchFields, fetchVerdict } from './fetch-metadata.js'
import { type Kind, kindAskedFor, kindOf } from './kind.js'
import { listedForm } from './listed-form.js'
import { normalPath } from './normal-path.js'
import { queryShape } from './query-shape.js'
import { referrerClass } from './referrer-class.js'
import { routeTemplate } from './route-template.js'
import { FIELD, headerShape, SentFields } from './sent-fields.js'
import { TwoGenerations } from './two-generations.js'
import { userAgentFamily } from './user-agent-family.js'
import type { VisitFields } from './visit-fields.js'

interface Target {
  route: Word
  query: Word
  kind: Kind
}

interface Program {
  userAgent: Word
  family: Word
  crawler: Word
  claim: BrowserClaim | null
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const LONGEST_USER_AGENT = 512
const LONGEST_TARGET = 2048
/** Longer texts are worked out anew each time, so that what is kept is bounded in bytes too. */
const LONGEST_KEPT = 512
const MOST_KEPT = 8192
const MOST_LISTS_KEPT = 2048
const MOST_LANGUAGES = 3
const MOST_ENCODINGS = 6

/** Turns what a visit says into value ids, a column each. What repeats is worked out once. */
export class VisitDescriber {
  readonly #words = Object.fromEntries(ATTRIBUTES.map((attribute) => [attribute, new Dictionary()])) as Readonly<
    Record<Attribute, Dictionary>
  >
  /** By column. */
  readonly dictionaries: readonly Dictionary[] = ATTRIBUTES.map((attribute) => this.#words[attribute])
  readonly #ownHosts: ReadonlySet<string>
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
  readonly #targets = new TwoGenerations<string, Target>(MOST_KEPT)
  readonly #programs = new TwoGenerations<string, Program>(MOST_KEPT)
  readonly #referrers = new TwoGenerations<string, Word>(MOST_KEPT)
  readonly #languages = new TwoGenerations<string, Word>(MOST_LISTS_KEPT)
  readonly #encodings = new TwoGenerations<string, Word>(MOST_LISTS_KEPT)
  readonly #brands = new TwoGenerations<string, Brands>(MOST_LISTS_KEPT)
  readonly #shapes = new TwoGenerations<number, Word>(MOST_KEPT)

  /** @param ownHosts the site's own names, in lower case */
  constructor(ownHosts: ReadonlySet<string>) {
    this.#ownHosts = ownHosts
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
    const words = this.#words
    const sent = this.#sent
    sent.read(visit.fields)
    // Of what is not there, only who knows all fields can say that it was not sent.
    const absent = visit.told === 'some' ? undefined : ''
    const target = this.#target(visit.target)
    const destination = sent.value(FIELD.fetchDest)
    const kind = target.kind === 'page' ? kindAskedFor(destination, sent.value(FIELD.accept)) : target.kind
    into.fill(UNKNOWN)
    into[COLUMN.method] = words.method.id(METHODS.has(visit.method) ? visit.method : 'other')
    into[COLUMN.route] = words.route.idOf(target.route)
    into[COLUMN.query] = words.query.idOf(target.query)
    into[COLUMN.kind] = words.kind.id(kind)
    const userAgent = sent.value(FIELD.userAgent) ?? absent
    if (userAgent !== undefined) {
      const program = this.#program(userAgent)
      into[COLUMN.userAgent] = words.userAgent.idOf(program.userAgent)
      into[COLUMN.family] = words.family.idOf(program.family)
      into[COLUMN.crawler] = words.crawler.idOf(program.crawler)
      if (visit.told !== 'some' && visit.secure !== null) {
        into[COLUMN.fetch] = words.fetch.id(this.#fetchVerdict(program.claim, visit.secure))
      }
    }
    if (visit.crawler !== null && /^(?:verified|pretender)\b/.test(visit.crawler)) {
      into[COLUMN.crawler] = words.crawler.id(visit.crawler)
    }
    const languages = sent.value(FIELD.languages) ?? absent
    if (languages !== undefined) into[COLUMN.languages] = this.#languagesId(languages)
    const encodings = sent.value(FIELD.encodings) ?? absent
    if (encodings !== undefined) into[COLUMN.encodings] = this.#encodingsId(encodings)
    if (visit.told === 'in-order') into[COLUMN.headers] = this.#shapeId()
    const referrer = sent.value(FIELD.referrer) ?? absent
    if (referrer !== undefined) into[COLUMN.referrer] = this.#referrerId(referrer)
    if (visit.cookie !== null) into[COLUMN.cookie] = words.cookie.id(visit.cookie)
    if (visit.httpVersion !== null) into[COLUMN.http] = words.http.id(httpOf(visit.httpVersion))
    if (visit.tls !== null) into[COLUMN.tls] = words.tls.id(visit.tls)
    if (visit.as !== null) into[COLUMN.as] = words.as.id(visit.as)
    if (visit.country !== null) into[COLUMN.country] = words.country.id(visit.country)
    return kind
  }

  #target(text: string): Target {
    const known = this.#targets.get(text)
    if (known) return known
    const question = text.indexOf('?')
    const path = normalPath((question < 0 ? text : text.slice(0, question)).slice(0, LONGEST_TARGET))
    const query = question < 0 ? '' : text.slice(question + 1, question + 1 + LONGEST_TARGET)
    const target = {
      route: this.#words.route.word(routeTemplate(path)),
      query: this.#words.query.word(queryShape(query)),
      kind: kindOf(path),
    }
    if (text.length <= LONGEST_KEPT) this.#targets.set(text, target)
    return target
  }

  #program(field: string): Program {
    const text = field === '' || field === '-' ? 'none' : field
    const known = this.#programs.get(text)
    if (known) return known
    const { family, declares, browser } = userAgentFamily(text === 'none' ? '' : text)
    const program = {
      userAgent: this.#words.userAgent.word(text.slice(0, LONGEST_USER_AGENT)),
      family: this.#words.family.word(family),
      crawler: this.#words.crawler.word(declares === null ? 'none' : `declared ${declares}`),
      claim: browser ? browserClaim(text.slice(0, LONGEST_USER_AGENT)) : null,
    }
    if (text.length <= LONGEST_KEPT) this.#programs.set(text, program)
    return program
  }

  #fetchVerdict(claim: BrowserClaim | null, secure: boolean): string {
    if (claim === null) return 'none'
    const sent = this.#sent
    const fetch = this.#fetch
    fetch.site = sent.value(FIELD.fetchSite)
    fetch.mode = sent.value(FIELD.fetchMode)
    fetch.dest = sent.value(FIELD.fetchDest)
    fetch.user = sent.value(FIELD.fetchUser)
    fetch.mobile = sent.value(FIELD.mobile)
    fetch.platform = sent.value(FIELD.platform)
    const brands = sent.value(FIELD.brands)
    fetch.brands = brands === undefined ? undefined : this.#brandsOf(brands)
    return fetchVerdict(claim, fetch, secure)
  }

  #brandsOf(field: string): Brands {
    const known = this.#brands.get(field)
    if (known) return known
    const brands = brandsOf(field)
    if (field.length <= LONGEST_KEPT) this.#brands.set(field, brands)
    return brands
  }

  #languagesId(field: string): number {
    return this.#keptId(this.#languages, 'languages', field, (text) => listedForm(text, MOST_LANGUAGES))
  }

  #encodingsId(field: string): number {
    return this.#keptId(this.#encodings, 'encodings', field, (text) => listedForm(text, MOST_ENCODINGS))
  }

  #referrerId(field: string): number {
    return this.#keptId(this.#referrers, 'referrer', field, (text) => referrerClass(text, this.#ownHosts))
  }

  #keptId(
    kept: TwoGenerations<string, Word>,
    attribute: Attribute,
    field: string,
    reduce: (field: string) => string,
  ): number {
    let word = kept.get(field)
    if (word === undefined) {
      word = this.#words[attribute].word(reduce(field))
      if (field.length <= LONGEST_KEPT) kept.set(field, word)
    }
    return this.#words[attribute].idOf(word)
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

/** `2.0` of a log is `2` of a request; a minor version means something with HTTP/1 alone. */
function httpOf(version: string): string {
  return version.endsWith('.0') && version !== '1.0' ? version.slice(0, -2) : version
}
