import type { Attack, SingleAttack } from './attack.js'
import { attackRequests, canSendForms, floodingProgram } from './attack-requests.js'
import type { Attacking } from './attacking.js'
import { AttacksTogether } from './attacks-together.js'
import { ClientFlooding } from './client-flooding.js'
import { copiedHeaders } from './copied-headers.js'
import { HandshakeFlooding } from './handshake-flooding.js'
import { PulsingAttack } from './pulsing-attack.js'
import { type Refusal, refuse } from './refusal.js'
import { fillPath, type Rehearsal } from './rehearsal.js'
import { RequestFlooding } from './request-flooding.js'
import { ResetFlooding } from './reset-flooding.js'
import { scoutAssets } from './scout.js'
import { SeededRandom } from './seeded-random.js'
import { SlowFlooding, type SlowPaths } from './slow-flooding.js'
import { swarmAddresses } from './swarm-addresses.js'
import { SwarmFlooding } from './swarm-flooding.js'
import { swarmRequests } from './swarm-requests.js'
import type { Target } from './target.js'
import { clientHello } from './tls-hello.js'

export interface AttackCircumstances {
  site: Rehearsal
  seed: number
  seconds: number
}

/** Starts the attack. It may be started again after it has been stopped. */
export type StartAttack = (now: number) => Attacking

/**
 * Finds out in calm what an attack needs to know. Refuses, with the reason `not here`, one that this site gives no
 * opening for.
 */
export async function readyAttack(
  target: Target,
  attack: Attack,
  circumstances: AttackCircumstances,
): Promise<StartAttack | Refusal> {
  if (attack.kind !== 'together') return readySingle(target, attack, circumstances)
  const starts = await readyAll(target, attack.parts, circumstances)
  return Array.isArray(starts) ? (now) => new AttacksTogether(starts.map((start) => start(now))) : starts
}

async function readyAll(
  target: Target,
  parts: readonly SingleAttack[],
  { seed, ...rest }: AttackCircumstances,
): Promise<StartAttack[] | Refusal> {
  const starts: StartAttack[] = []
  for (const [index, part] of parts.entries()) {
    const start = await readySingle(target, part, { ...rest, seed: seed + index })
    if (typeof start !== 'function') return start
    starts.push(start)
  }
  return starts
}

async function readySingle(
  target: Target,
  attack: SingleAttack,
  circumstances: AttackCircumstances,
): Promise<StartAttack | Refusal> {
  const { site, seed, seconds } = circumstances
  const random = new SeededRandom(seed)
  if ('mix' in attack && attack.mix.every((part) => 'what' in part && part.what === 'form') && !canSendForms(site)) {
    return refuse(
      'nobody has said which forms of this site may be sent',
      'Name them in a file, and give it with --visitors.',
      'not here',
    )
  }
  switch (attack.kind) {
    case 'requests': {
      const headers = attack.userAgents.map(floodingProgram)
      const next = attackRequests({ mix: attack.mix, headers }, site, target.authority, random)
      return (now) => new RequestFlooding(target, attack, next, now)
    }
    case 'swarm': {
      const next = swarmRequests(attack, site, target.authority, seed)
      const addresses = swarmAddresses(attack, seconds, random)
      return (now) => new SwarmFlooding(target, attack, addresses, next, now)
    }
    case 'clients': {
      const profiles = copiedHeaders(seed).flat()
      const next = attackRequests({ mix: attack.mix, headers: profiles }, site, target.authority, random)
      return (now) => new ClientFlooding(target, attack, { profiles, next, random }, now)
    }
    case 'slow': {
      const paths = await slowPaths(target, site)
      return (now) => new SlowFlooding(target, attack, paths, random, now)
    }
    case 'resets':
      return withoutHttps(target) ?? ((now) => new ResetFlooding(target, attack, now))
    case 'handshakes': {
      const refusal = withoutHttps(target)
      if (refusal !== null) return refusal
      const hello = await clientHello(target)
      return (now) => new HandshakeFlooding(target, attack, { hello, random }, now)
    }
    case 'pulse': {
      const starts = await readyAll(target, attack.parts, circumstances)
      return Array.isArray(starts) ? (now) => new PulsingAttack(attack, starts, now) : starts
    }
  }
}

function withoutHttps({ secure }: Target): Refusal | null {
  return secure.kind === 'address' ? null : secure
}

async function slowPaths(target: Target, site: Rehearsal): Promise<SlowPaths> {
  const assets = await scoutAssets(target, site)
  const largest = assets.reduce((a, b) => (b.bytes > a.bytes ? b : a), { path: '/', bytes: 0 })
  const form = site.journeys.flatMap(({ steps }) => steps).find(({ method }) => method === 'POST')
  const [article = ''] = site.articles
  return {
    large: largest.path,
    form: form === undefined ? '/' : fillPath(form.path, { article, word: 'news', n: '1' }),
  }
}
