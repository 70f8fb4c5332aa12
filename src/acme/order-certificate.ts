import { type Authorization, type Client, crypto, type Order } from 'acme-client'
import { newKey } from './account-key.js'
import { AcmeProblem, type Complaint, complaintsIn, problemOf } from './acme-problem.js'
import { certificateIn } from './certificate-file.js'

/** What the edges answer at /.well-known/acme-challenge/TOKEN. */
export interface ChallengeAnswer {
  token: string
  answer: string
}

/** Where answers are shown to the authority: by every edge. */
export interface ChallengeBoard {
  /** These and no others, from soon on. */
  showChallenges(answers: ChallengeAnswer[]): void
  /** Which edges show them by now. */
  challengesShown(): 'everywhere' | 'partly' | 'nowhere'
}

/** How often something is looked at, and for how long at the most. */
export interface Patience {
  pollMs: number
  polls: number
}

/**
 * Has a certificate made for these names (RFC 8555, 7.4), proving each by HTTP-01 (8.3).
 * @param names at most 100
 * The answers are still shown afterwards.
 * @returns PEM: the chain, its own certificate first, then its new key
 * @throws AcmeProblem
 */
export async function orderCertificate(
  authority: Client,
  email: string | null,
  names: readonly string[],
  board: ChallengeBoard,
  patience: Patience,
): Promise<string> {
  try {
    await authority.createAccount({
      termsOfServiceAgreed: true,
      contact: email === null ? [] : [`mailto:${email}`],
    })
    const order = await authority.createOrder({ identifiers: names.map((value) => ({ type: 'dns', value })) })
    await prove(authority, order, board, patience)
    return await collect(authority, order, names, patience)
  } catch (error) {
    if (error instanceof AcmeProblem) throw error
    throw new AcmeProblem(
      `What the certificate authority answers is not understood (${(error as Error).message}). Look at listen.https.acme.directory.`,
    )
  }
}

/** Answers what the authority asks about each name, until it is satisfied with all. */
async function prove(authority: Client, order: Order, board: ChallengeBoard, patience: Patience): Promise<void> {
  const pending: Authorization[] = []
  // One after the other: with a hundred names at once an authority would think of an attack.
  for (const url of order.authorizations) {
    const found = await authorization(authority, order, url)
    // It remembers for some days what was proved before.
    if (found.status !== 'valid') pending.push(found)
  }
  if (pending.length === 0) return
  const challenges = pending.map(http01)
  board.showChallenges(
    await Promise.all(
      challenges.map(async (challenge) => ({
        token: challenge.token,
        answer: await authority.getChallengeKeyAuthorization(challenge),
      })),
    ),
  )
  await shown(board, patience)
  for (const challenge of challenges) await authority.completeChallenge(challenge)

  const complaints: Complaint[] = []
  for (const { url } of pending) {
    const settled = await until(patience, async () => {
      const now = await authorization(authority, order, url)
      return now.status === 'pending' ? null : now
    })
    if (!settled) throw new AcmeProblem('The certificate authority did not come to look at the names within its time.')
    if (settled.status !== 'valid') complaints.push(...complaintsAbout(settled))
  }
  if (complaints.length > 0) throw problemOf(complaints)
}

/** Has the certificate made and fetches it. */
async function collect(authority: Client, order: Order, names: readonly string[], patience: Patience): Promise<string> {
  const proved = await leaving('pending', authority, order, patience)
  const key = newKey()
  const [, request] = await crypto.createCsr({ altNames: [...names] }, key)
  if (proved.status === 'ready') await authority.finalizeOrder(proved, request)
  const made = await leaving('processing', authority, order, patience)
  if (made.status !== 'valid') throw problemOf(complaintsIn(made.error ?? {}))
  const pem = `${(await authority.getCertificate(made)).trimEnd()}\n${key}`
  const own = certificateIn(pem)
  const missing = names.filter((name) => !own.names.includes(name))
  if (missing.length > 0) throw new Error(`the certificate is not for ${missing.join(', ')}`)
  return pem
}

/** The order as it is when it is no longer in this state. */
async function leaving(status: Order['status'], authority: Client, order: Order, patience: Patience): Promise<Order> {
  const left = await until(patience, async () => {
    const now = await authority.getOrder(order)
    return now.status === status ? null : now
  })
  if (!left) throw new AcmeProblem('The certificate authority did not make the certificate within its time.')
  return left
}

async function authorization(authority: Client, order: Order, url: string): Promise<Authorization> {
  const [found] = await authority.getAuthorizations({ ...order, authorizations: [url] })
  if (!found) throw new Error('an authorization without content')
  return found
}

type Http01 = Authorization['challenges'][number]

function http01({ identifier, challenges }: Authorization): Http01 {
  const challenge = challenges.find(({ type }) => type === 'http-01')
  if (!challenge) {
    throw new AcmeProblem(
      `The certificate authority does not let ${identifier.value} be proved over HTTP (http-01), the only way that Holdfast knows.`,
    )
  }
  // It becomes a part of a path that all the world may ask for (RFC 8555, 8.3).
  if (!/^[\w-]{1,256}$/.test(challenge.token)) throw new Error('a token with characters that none may have')
  return challenge
}

async function shown(board: ChallengeBoard, patience: Patience): Promise<void> {
  await until(patience, async () => (board.challengesShown() === 'everywhere' ? true : null))
  if (board.challengesShown() === 'nowhere') {
    throw new AcmeProblem('No edge is there to answer the certificate authority. Look at the log.')
  }
}

function complaintsAbout({ identifier, challenges, status }: Authorization): Complaint[] {
  const said = challenges.flatMap((challenge) =>
    'error' in challenge && challenge.error ? complaintsIn(challenge.error, identifier.value) : [],
  )
  return said.length > 0 ? said : [{ type: '', detail: `${identifier.value} is ${status}`, name: identifier.value }]
}

async function until<T>({ pollMs, polls }: Patience, look: () => Promise<T | null>): Promise<T | null> {
  for (let i = 0; i < polls; i++) {
    const found = await look()
    if (found !== null) return found
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return null
}
