import { createHash, createPublicKey, type JsonWebKey, randomBytes, verify } from 'node:crypto'
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TestAuthority } from './test-authority.test-support.js'

/** Let's Encrypt looks from several places as well; each of these may meet another edge. */
const LOOKS = 3
const DAY_MS = 86_400_000
const URN = 'urn:ietf:params:acme:error:'

interface Answer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

interface Authorization {
  name: string
  status: 'pending' | 'valid' | 'invalid'
  token: string
  error?: object
}

interface Order {
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid'
  authorizations: number[]
  certificate: string
}

/** What a signed request says. */
interface Said {
  payload: Record<string, unknown>
  account: number | null
  key: JsonWebKey
}

/**
 * A certificate authority that speaks ACME (RFC 8555) on loopback, so much of it as is needed: it checks signatures and
 * nonces, really fetches the tokens, and signs what proved itself. A test tells it what goes wrong.
 */
export class AcmeDouble {
  /** Port on loopback where it looks for the tokens, with the name that is to be proved as Host. */
  port = 0
  /** Of what it signs from now on. */
  lifetimeMs = 90 * DAY_MS
  /** How far back the beginning of a certificate lies. */
  backdatedMs = 3_600_000
  now: () => number
  /** So many nonces it will not know any more. */
  badNonces = 0
  /** Names it does not find. */
  readonly withoutDns = new Set<string>()
  /** It looks for the tokens when this has come true. */
  permission: Promise<void> = Promise.resolve()
  /** True: what was proved once need not be proved again. */
  remembers = false
  /** Answers in its place. @param path such as `/order` */
  instead: (path: string, method: string) => Answer | null = () => null
  /** Changed before it is handed out. */
  tamper: (chain: string) => string = (chain) => chain
  /** Names in each order, in the order in which they came. */
  readonly orders: string[][] = []
  readonly contacts: unknown[] = []
  /** `METHOD /path` of every request. */
  readonly requests: string[] = []
  /** Tokens that it found answered rightly. */
  readonly proved: string[] = []

  readonly #authority: TestAuthority
  readonly #server: Server
  readonly #nonces = new Set<string>()
  readonly #accounts: JsonWebKey[] = []
  readonly #orders: Order[] = []
  readonly #authorizations: Authorization[] = []

  private constructor(authority: TestAuthority, now: () => number) {
    this.#authority = authority
    this.now = now
    this.#server = createServer((req, res) => void this.#serve(req, res))
  }

  static async start(now: () => number = Date.now): Promise<AcmeDouble> {
    const double = new AcmeDouble(await TestAuthority.create(now()), now)
    await new Promise<void>((resolve) => double.#server.listen(0, '127.0.0.1', resolve))
    return double
  }

  get directory(): string {
    return `${this.#url}/directory`
  }

  /** PEM, for who is to believe its certificates. */
  get root(): string {
    return this.#authority.root
  }

  get accounts(): number {
    return this.#accounts.length
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  get #url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = req.url ?? ''
    this.requests.push(`${req.method} ${path}`)
    let answer: Answer
    try {
      answer = this.instead(path, req.method ?? '') ?? (await this.#answer(req, path))
    } catch (error) {
      answer = problem(500, 'serverInternal', (error as Error).message)
    }
    const nonce = randomBytes(12).toString('base64url')
    this.#nonces.add(nonce)
    const text = typeof answer.body === 'string'
    res.writeHead(answer.status, {
      'Replay-Nonce': nonce,
      'Content-Type': text ? 'application/pem-certificate-chain' : 'application/json',
      ...answer.headers,
    })
    res.end(text ? answer.body : JSON.stringify(answer.body ?? {}))
  }

  async #answer(req: IncomingMessage, path: string): Promise<Answer> {
    const [, kind = '', id = ''] = path.split('/')
    if (kind === 'directory') return { status: 200, body: this.#directory() }
    if (kind === 'nonce') return { status: 200 }
    const said = await this.#read(req, path)
    if ('status' in said) return said
    if (kind === 'account') return id === '' ? this.#newAccount(said) : { status: 200, body: { status: 'valid' } }
    if (said.account === null) return problem(400, 'malformed', 'only newAccount may be without kid')
    if (kind === 'order') return id === '' ? this.#newOrder(said) : this.#order(Number(id))
    if (kind === 'authz') return { status: 200, body: this.#authorization(Number(id)) }
    if (kind === 'challenge') return this.#challenge(Number(id), said)
    if (kind === 'finalize') return this.#finalize(Number(id), said)
    if (kind === 'certificate') return { status: 200, body: this.tamper(this.#orders[Number(id)]?.certificate ?? '') }
    return problem(404, 'malformed', `no such resource: ${path}`)
  }

  #directory(): Record<string, string> {
    const names = { newNonce: 'nonce', newAccount: 'account', newOrder: 'order' }
    return Object.fromEntries(Object.entries(names).map(([name, path]) => [name, `${this.#url}/${path}`]))
  }

  /** The signature, the nonce and the URL of a request (RFC 8555, 6.2 to 6.5). */
  async #read(req: IncomingMessage, path: string): Promise<Said | Answer> {
    if (req.headers['content-type'] !== 'application/jose+json') return problem(415, 'malformed', 'no JOSE')
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const jws = JSON.parse(Buffer.concat(chunks).toString()) as Record<'protected' | 'payload' | 'signature', string>
    const header = JSON.parse(Buffer.from(jws.protected, 'base64url').toString())
    if (header.url !== `${this.#url}${path}`) return problem(401, 'unauthorized', `signed for ${header.url}`)
    if (!this.#nonces.delete(header.nonce)) return problem(400, 'badNonce', 'not a nonce of ours')
    if (this.badNonces > 0) {
      this.badNonces--
      return problem(400, 'badNonce', 'an old nonce')
    }
    const account = typeof header.kid === 'string' ? Number(header.kid.split('/').at(-1)) : null
    const key: JsonWebKey | undefined = account === null ? header.jwk : this.#accounts[account]
    if (!key) return problem(400, 'accountDoesNotExist', String(header.kid))
    const isSigned = verify(
      'sha256',
      Buffer.from(`${jws.protected}.${jws.payload}`),
      { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      Buffer.from(jws.signature, 'base64url'),
    )
    if (!isSigned) return problem(401, 'unauthorized', 'the signature is wrong')
    const text = Buffer.from(jws.payload, 'base64url').toString()
    return { payload: text === '' ? {} : JSON.parse(text), account, key }
  }

  #newAccount({ payload, key }: Said): Answer {
    if (payload.termsOfServiceAgreed !== true) return problem(400, 'userActionRequired', 'agree to the terms')
    this.contacts.push(payload.contact)
    const known = this.#accounts.findIndex(({ x }) => x === key.x)
    const index = known < 0 ? this.#accounts.push(key) - 1 : known
    return {
      status: known < 0 ? 201 : 200,
      body: { status: 'valid' },
      headers: { Location: `${this.#url}/account/${index}` },
    }
  }

  #newOrder({ payload }: Said): Answer {
    const names = (payload.identifiers as { value: string }[]).map(({ value }) => value)
    this.orders.push(names)
    const authorizations = names.map((name) => {
      const known = this.#authorizations.some((one) => one.name === name && one.status === 'valid')
      const status = this.remembers && known ? 'valid' : 'pending'
      return this.#authorizations.push({ name, status, token: randomBytes(32).toString('base64url') }) - 1
    })
    const index = this.#orders.push({ status: 'pending', authorizations, certificate: '' }) - 1
    return { ...this.#order(index), status: 201, headers: { Location: `${this.#url}/order/${index}` } }
  }

  #order(index: number): Answer {
    const order = this.#orders[index]
    if (!order) return problem(404, 'malformed', 'no such order')
    const all = order.authorizations.map((id) => this.#authorizations[id]?.status)
    if (order.status === 'pending' && all.every((status) => status === 'valid')) order.status = 'ready'
    if (all.includes('invalid')) order.status = 'invalid'
    const body = {
      status: order.status,
      identifiers: order.authorizations.map((id) => ({ type: 'dns', value: this.#authorizations[id]?.name })),
      authorizations: order.authorizations.map((id) => `${this.#url}/authz/${id}`),
      finalize: `${this.#url}/finalize/${index}`,
      ...(order.status === 'valid' ? { certificate: `${this.#url}/certificate/${index}` } : {}),
    }
    return { status: 200, body }
  }

  #authorization(index: number): unknown {
    const authorization = this.#authorizations[index]
    if (!authorization) return {}
    const { name, status, token, error } = authorization
    const url = `${this.#url}/challenge/${index}`
    return {
      identifier: { type: 'dns', value: name },
      status,
      challenges: [
        { type: 'dns-01', status: 'pending', url: `${url}/dns`, token },
        { type: 'http-01', status, url, token, ...(error ? { error } : {}) },
      ],
    }
  }

  #challenge(index: number, { key }: Said): Answer {
    const authorization = this.#authorizations[index]
    if (!authorization) return problem(404, 'malformed', 'no such challenge')
    void this.#prove(authorization, key)
    return { status: 200, body: { type: 'http-01', status: 'processing', url: `${this.#url}/challenge/${index}` } }
  }

  /** RFC 8555, 8.3. */
  async #prove(authorization: Authorization, key: JsonWebKey): Promise<void> {
    const { name, token } = authorization
    const wanted = `${token}.${thumbprint(key)}`
    try {
      await this.permission
      if (this.withoutDns.has(name)) throw challengeError('dns', `DNS problem: NXDOMAIN looking up A for ${name}`)
      const found = await Promise.all(Array.from({ length: LOOKS }, () => this.#fetch(name, token)))
      for (const text of found) {
        if (text !== wanted) throw challengeError('unauthorized', `Invalid response from http://${name}/: "${text}"`)
      }
      authorization.status = 'valid'
      this.proved.push(token)
    } catch (error) {
      authorization.error =
        'type' in (error as object) ? (error as object) : challengeError('connection', String(error))
      authorization.status = 'invalid'
    }
  }

  #fetch(name: string, token: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const path = `/.well-known/acme-challenge/${token}`
      get({ host: '127.0.0.1', port: this.port, path, headers: { host: name }, agent: false }, (res) => {
        let text = ''
        res.setEncoding('utf8')
        res.on('data', (part: string) => {
          text += part
        })
        res.once('error', reject)
        res.once('end', () => resolve(res.statusCode === 200 ? text : `status ${res.statusCode}`))
      }).once('error', reject)
    })
  }

  async #finalize(index: number, { payload }: Said): Promise<Answer> {
    const order = this.#orders[index]
    if (order?.status !== 'ready') return problem(403, 'orderNotReady', `the order is ${order?.status}`)
    const request = Buffer.from(String(payload.csr), 'base64url')
    const names = await this.#authority.namesIn(request)
    const wanted = order.authorizations.map((id) => this.#authorizations[id]?.name ?? '')
    if (names?.toSorted().join() !== wanted.toSorted().join()) return problem(400, 'badCSR', `it asks for ${names}`)
    const from = this.now() - this.backdatedMs
    order.certificate = await this.#authority.sign(request, wanted, from, from + this.lifetimeMs)
    order.status = 'valid'
    return { ...this.#order(index), body: { ...(this.#order(index).body as object), status: 'processing' } }
  }
}

/** @param type without its namespace */
export function problem(status: number, type: string, detail: string, headers: Record<string, string> = {}): Answer {
  return { status, body: { type: `${URN}${type}`, detail, status }, headers }
}

function challengeError(type: string, detail: string): { type: string; detail: string } {
  return { type: `${URN}${type}`, detail }
}

/** RFC 7638. */
function thumbprint({ crv, kty, x, y }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
}
