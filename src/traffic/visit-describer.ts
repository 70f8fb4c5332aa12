import { ATTRIBUTES, COLUMN, UNKNOWN } from './attributes.js'
import { Dictionary } from './dictionary.js'
import { type Kind, kindOf } from './kind.js'
import { normalPath } from './normal-path.js'
import { queryShape } from './query-shape.js'
import { referrerClass } from './referrer-class.js'
import { routeTemplate } from './route-template.js'
import { TwoGenerations } from './two-generations.js'
import { userAgentFamily } from './user-agent-family.js'

/** What a log line or a request tells of a visit; null where it does not tell. */
export interface VisitFields {
  method: string
  /** Path and query. */
  target: string
  httpVersion: string | null
  /** `-` or empty when the visitor sent none. */
  referrer: string | null
  userAgent: string | null
}

interface Target {
  route: number
  query: number
  kind: number
  name: Kind
}

interface Program {
  userAgent: number
  family: number
  crawler: number
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const LONGEST_USER_AGENT = 512
const LONGEST_TARGET = 2048
const MOST_KEPT = 8192

/** Turns what a visit says into value ids, a column each. What repeats is worked out once. */
export class VisitDescriber {
  readonly dictionaries: readonly Dictionary[] = ATTRIBUTES.map(() => new Dictionary())
  readonly #ownHosts: ReadonlySet<string>
  readonly #targets = new TwoGenerations<string, Target>(MOST_KEPT)
  readonly #programs = new TwoGenerations<string, Program>(MOST_KEPT)
  readonly #referrers = new TwoGenerations<string, number>(MOST_KEPT)

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

  /** Fills in one row: a value id for each attribute. Returns what kind of thing is asked for. */
  describe(visit: VisitFields, into: Int32Array): Kind {
    const target = this.#target(visit.target)
    into.fill(UNKNOWN)
    into[COLUMN.method] = this.id(COLUMN.method, METHODS.has(visit.method) ? visit.method : 'other')
    into[COLUMN.route] = target.route
    into[COLUMN.query] = target.query
    into[COLUMN.kind] = target.kind
    if (visit.userAgent !== null) {
      const program = this.#program(visit.userAgent)
      into[COLUMN.userAgent] = program.userAgent
      into[COLUMN.family] = program.family
      into[COLUMN.crawler] = program.crawler
    }
    if (visit.referrer !== null) into[COLUMN.referrer] = this.#referrer(visit.referrer)
    if (visit.httpVersion !== null) into[COLUMN.http] = this.id(COLUMN.http, visit.httpVersion)
    return target.name
  }

  #target(text: string): Target {
    const known = this.#targets.get(text)
    if (known && this.#remembers(COLUMN.route, known.route) && this.#remembers(COLUMN.query, known.query)) return known
    const question = text.indexOf('?')
    const path = normalPath((question < 0 ? text : text.slice(0, question)).slice(0, LONGEST_TARGET))
    const query = question < 0 ? '' : text.slice(question + 1, question + 1 + LONGEST_TARGET)
    const name = kindOf(path)
    const target = {
      route: this.id(COLUMN.route, routeTemplate(path)),
      query: this.id(COLUMN.query, queryShape(query)),
      kind: this.id(COLUMN.kind, name),
      name,
    }
    this.#targets.set(text, target)
    return target
  }

  #program(text: string): Program {
    const known = this.#programs.get(text)
    if (known && this.#remembers(COLUMN.userAgent, known.userAgent) && this.#remembers(COLUMN.family, known.family))
      return known
    const { family, declares } = userAgentFamily(text)
    const program = {
      userAgent: this.id(COLUMN.userAgent, text.slice(0, LONGEST_USER_AGENT)),
      family: this.id(COLUMN.family, family),
      crawler: this.id(COLUMN.crawler, declares === null ? 'none' : `declared ${declares}`),
    }
    this.#programs.set(text, program)
    return program
  }

  #referrer(text: string): number {
    const known = this.#referrers.get(text)
    if (known !== undefined && this.#remembers(COLUMN.referrer, known)) return known
    const id = this.id(COLUMN.referrer, referrerClass(text, this.#ownHosts))
    this.#referrers.set(text, id)
    return id
  }

  /** A dictionary may have forgotten an id that is still kept here; the value then gets a new one. */
  #remembers(column: number, id: number): boolean {
    return this.dictionaries[column]?.text(id) !== undefined
  }
}
