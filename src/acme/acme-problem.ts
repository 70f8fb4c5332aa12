import { z } from 'zod'

/** What an authority says is cut to this, and so are whole messages and the names that are told at once. */
const MOST_CHARACTERS = 300
const MOST_IN_ALL = 2_000
const MOST_NAMES = 3

const URN = 'urn:ietf:params:acme:error:'

const subproblem = z.object({
  type: z.string().catch(''),
  detail: z.string().catch(''),
  identifier: z.object({ value: z.string() }).optional().catch(undefined),
})
const problemDocument = subproblem.extend({ subproblems: z.array(subproblem).catch([]) })

/** What went wrong with one name, or with no name in particular (RFC 8555, 6.7). */
export interface Complaint {
  /** `dns`, `connection`, `rateLimited`, …; empty when the authority gave none. */
  type: string
  detail: string
  name: string | null
}

/** No certificate. The message says why and what to do, in words for the operator. */
export class AcmeProblem extends Error {
  override readonly name = 'AcmeProblem'

  /** The names with which something is wrong; none when it is not about names. */
  readonly names: readonly string[]
  /** The header, as the authority sent it. */
  readonly retryAfter: string | null

  constructor(
    message: string,
    { names = [], retryAfter = null }: Partial<Pick<AcmeProblem, 'names' | 'retryAfter'>> = {},
  ) {
    super(quoted(message, MOST_IN_ALL))
    this.names = names
    this.retryAfter = retryAfter
  }
}

/** The problem in what an authority answered with a status from 400 on. */
export function problemIn(status: number, body: unknown, retryAfter: string | null): AcmeProblem {
  const complaints = complaintsIn(body)
  const [first] = complaints
  if (first && (first.type !== '' || first.detail !== '')) return problemOf(complaints, retryAfter)
  const message = `The certificate authority answered ${status} and did not say why. Look at listen.https.acme.directory.`
  return new AcmeProblem(message, { retryAfter })
}

/** @param body a problem document (RFC 7807, with the subproblems of RFC 8555, 6.7.1) @returns none when it is something else */
export function complaintsIn(body: unknown, name: string | null = null): Complaint[] {
  const parsed = problemDocument.safeParse(body)
  if (!parsed.success) return []
  const { subproblems, ...whole } = parsed.data
  return (subproblems.length > 0 ? subproblems : [whole]).map(({ type, detail, identifier }) => ({
    type: type.startsWith(URN) ? type.slice(URN.length) : type,
    detail,
    name: identifier?.value ?? name,
  }))
}

/** Complaints in sentences, each with what to do. */
export function problemOf(complaints: readonly Complaint[], retryAfter: string | null = null): AcmeProblem {
  const sentences = complaints.slice(0, MOST_NAMES).map(sentenceOf)
  if (complaints.length > MOST_NAMES) sentences.push(`And ${complaints.length - MOST_NAMES} more like these.`)
  return new AcmeProblem(sentences.join(' '), { names: complaints.flatMap(({ name }) => name ?? []), retryAfter })
}

function sentenceOf({ type, detail, name }: Complaint): string {
  const advice = (name === null ? null : adviceForName(type, quoted(name))) ?? adviceFor(type)
  const said = detail === '' ? '' : ` It said: "${quoted(detail)}"`
  return `${advice}${said}${type === '' ? '' : ` (${quoted(type)})`}${said === '' && type === '' ? '' : '.'}`
}

function adviceForName(type: string, name: string): string | null {
  switch (type) {
    case 'dns':
      return `The certificate authority does not find ${name} in the DNS. Let its A and AAAA records point at this machine.`
    case 'connection':
      return `The certificate authority does not reach ${name} on port 80. Let firewalls pass it to listen.http, over IPv6 too if the name has an AAAA record.`
    case 'unauthorized':
    case 'incorrectResponse':
      return `Something other than this Holdfast answers at http://${name}/.well-known/acme-challenge/. Port 80 of ${name} must lead here, on every address that the name has.`
    case 'tls':
      return `Something in front of Holdfast sends http://${name}/.well-known/acme-challenge/ on to HTTPS, which does not work. Let it pass that path on.`
    case 'caa':
      return `The DNS of ${name} allows only other certificate authorities (CAA record). Add this one there, or choose another listen.https.acme.directory.`
    case 'rejectedIdentifier':
    case 'unsupportedIdentifier':
      return `The certificate authority gives nobody a certificate for ${name}. Take it out of the hosts, or choose another listen.https.acme.directory.`
    default:
      return null
  }
}

function adviceFor(type: string): string {
  switch (type) {
    case 'rateLimited':
      return 'The certificate authority has had too many requests for these names or from this account, and wants none for a while.'
    case 'invalidContact':
    case 'unsupportedContact':
      return 'The certificate authority does not take listen.https.acme.email.'
    case 'userActionRequired':
      return 'The certificate authority has new terms that you must agree to.'
    case 'externalAccountRequired':
      return 'This certificate authority wants an account made on its website, which Holdfast cannot use. Choose another listen.https.acme.directory.'
    case 'serverInternal':
      return 'The certificate authority has trouble of its own.'
    default:
      return 'The certificate authority refused.'
  }
}

/** It comes from outside and goes to terminals and pages. */
function quoted(text: string, most = MOST_CHARACTERS): string {
  const plain = text.replaceAll(/\p{Cc}+/gu, ' ').trim()
  return plain.length <= most ? plain : `${plain.slice(0, most)}…`
}
