import type { Decision, StageName } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import { readSmallBody } from './small-body.js'

/**
 * Reads a small body before it is decided about the visit; a larger one is left to be passed on as it comes.
 * @returns null when the visit goes on with what has been read
 */
export async function holdBody(visit: Exchange, edge: Edge, stage: StageName): Promise<Decision | null> {
  if (visit.request.expectsContinue) visit.reply.proceed()
  const body = await readSmallBody(visit, edge)
  if (body === 'left') return { action: 'done', stage, reason: 'left' }
  if (body === 'too-slow')
    return {
      action: 'refuse',
      stage,
      reason: 'slow-body',
      status: 408,
      text: 'The request took too long to arrive.',
    }
  visit.body = body
  return null
}
