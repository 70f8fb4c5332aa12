import { timingSafeEqual } from 'node:crypto'
import { TwoGenerations } from '../traffic/two-generations.js'
import { EVIDENCES, type Evidence } from './evidence.js'
import { RotatingSigner } from './rotating-signer.js'

/** To whom a clearance is given: worth nothing for anybody else. */
export interface ClearanceHolder {
  platform: string
  /** Keyed hash of the network, /24 or /48: a phone changes its address within it. A safe integer. */
  network: number
  /** Hash of what the browser says it is, without its version; 32 bits, unsigned. */
  browser: number
}

export interface Clearance {
  evidence: Evidence
  /** 32 hexadecimal digits, of which the first 13 tell who pays. It stays when the clearance is given anew to the same visitor. */
  id: string
  /** By which origin time is counted, however many addresses use the clearance. */
  payer: number
  /** When it was given, in milliseconds since the epoch. */
  since: number
}

export type ClearanceCheck =
  | ({ kind: 'valid' } & Clearance)
  /** Honest, and of another network or browser: a phone has left the house. One transparent step gives it anew. */
  | ({ kind: 'elsewhere' } & Clearance)
  | { kind: 'none' }
  /** Not made here, changed, or for another platform. */
  | { kind: 'forged' }
  | { kind: 'expired' }

export interface Clearances {
  /** A signed clearance, at most 110 characters, all of them letters, digits, `-` and `_`. */
  issue(holder: ClearanceHolder, given: Pick<Clearance, 'evidence' | 'id'>, now: number): string
  check(token: string | undefined, holder: ClearanceHolder, now: number): ClearanceCheck
  /** Verified ones that are remembered, and how many that may be. */
  readonly remembered: { used: number; bound: number }
}

export const CLEARANCE_LASTS_MS = 4 * 3_600_000
/** The clocks of two edges. */
const AHEAD_MS = 60_000
const REMEMBERED = 8_192

/** Evidence, time in base 36, network and browser in base 36, id, signature. */
const TOKEN = /^([0-5])([0-9a-z]{1,9})-([0-9a-z]{1,11})-([0-9a-z]{1,7})-([0-9a-f]{32})-([\w-]{43})$/
const ID = /^[0-9a-f]{32}$/

/**
 * What a visitor carries who has passed a challenge. Nothing is stored for it, and no rule or setting is part of it, so
 * that changing one costs nobody their clearance.
 * @param options.secret at least 16 bytes, the same on every edge
 */
export function createClearances({ secret }: { secret: Uint8Array }): Clearances {
  const signer = new RotatingSigner(secret, 'clearance')
  /** What was verified lately. Only honest ones are kept: a flood of others cannot drive them out. */
  const verified = new TwoGenerations<string, Clearance & ClearanceHolder>(REMEMBERED)
  // Only the last part can hold a space, so that no two clearances make the same text.
  const sign = (fields: string, platform: string, since: number) => signer.sign(`${fields} ${platform}`, since)

  const verify = (token: string, platform: string): (Clearance & ClearanceHolder) | null => {
    const parts = TOKEN.exec(token)
    if (!parts) return null
    const [, evidence = '', since = '', network = '', browser = '', id = '', signature = ''] = parts
    const sinceMs = Number.parseInt(since, 36)
    const expected = sign(token.slice(0, -44), platform, sinceMs)
    // Compared as text: a second spelling of the same bytes is refused.
    if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return null
    return {
      evidence: EVIDENCES[Number(evidence)] ?? 'cookie',
      id,
      payer: payerOf(id),
      since: sinceMs,
      platform,
      network: Number.parseInt(network, 36),
      browser: Number.parseInt(browser, 36),
    }
  }

  return {
    issue({ platform, network, browser }, { evidence, id }, now) {
      if (!ID.test(id)) throw new RangeError(`"${id}" is not an id of 32 hexadecimal digits`)
      const since = Math.floor(now)
      const numbers = `${since.toString(36)}-${network.toString(36)}-${browser.toString(36)}`
      const fields = `${EVIDENCES.indexOf(evidence)}${numbers}-${id}`
      return `${fields}-${sign(fields, platform, since)}`
    },

    check(token, holder, now) {
      if (!token) return { kind: 'none' }
      let known = verified.get(token)
      if (known?.platform !== holder.platform) {
        // What is too old, or of the future, is not worth a signature.
        const since = Number.parseInt(token.slice(1, 10), 36)
        if (since > now + AHEAD_MS) return { kind: 'forged' }
        if (now - since >= CLEARANCE_LASTS_MS) return { kind: 'expired' }
        // A copy: the engine makes a part of a header a view of the whole, which would be kept with it.
        const copy = Buffer.from(token, 'latin1').toString('latin1')
        known = verify(copy, holder.platform) ?? undefined
        if (!known) return { kind: 'forged' }
        verified.set(copy, known)
      }
      const { evidence, id, payer, since, network, browser } = known
      if (now - since >= CLEARANCE_LASTS_MS) return { kind: 'expired' }
      const here = network === holder.network && browser === holder.browser
      return { kind: here ? 'valid' : 'elsewhere', evidence, id, payer, since }
    },

    get remembered() {
      return { used: verified.size, bound: 2 * REMEMBERED }
    },
  }
}

/** 52 of the random bits of an id, as a number. */
function payerOf(id: string): number {
  return Number.parseInt(id.slice(0, 13), 16)
}
