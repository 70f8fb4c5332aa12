import type { Exchange } from '../exchange.js'

export type HeldFields = readonly (readonly [name: string, value: string])[]

/** A longer form is not written back: what a visitor sends must not become a large answer. */
const LONGEST_BYTES = 16 * 1024
const MOST_FIELDS = 200

/**
 * The fields of a form that a person has sent and that found no place at the origin, so that the page which says so
 * can offer them again: nothing is lost, and nothing is stored here. Null when that is not possible or not safe.
 *
 * Only a form of the site's own pages is written back. Sent again from our page it comes from the site itself, and a
 * form that another site had sent must not gain that.
 */
export function heldForm(visit: Exchange): HeldFields | null {
  const { request, body } = visit
  if (request.method !== 'POST' || !visit.wantsPage || !Buffer.isBuffer(body) || body.length > LONGEST_BYTES)
    return null
  if (!sentFromHere(visit)) return null
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return null
  const fields = [...new URLSearchParams(body.toString('latin1'))]
  // A field that was not UTF-8, or that a page cannot hold, would come back changed.
  if (fields.length === 0 || fields.length > MOST_FIELDS) return null
  return fields.some(([name, value]) => /[\0\ufffd]/.test(name + value)) ? null : fields
}

function sentFromHere({ request: { headers }, scheme, authority }: Exchange): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  return headers.origin?.toLowerCase() === `${scheme}://${authority}`.toLowerCase()
}
