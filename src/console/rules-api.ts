import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { BrainView, RuleAct, RuleMatch, RulePreview, RuleStatus } from '../brain/status.js'
import { ATTRIBUTES } from '../traffic/attributes.js'
import type { ConsoleEnv } from './console-env.js'
import { jsonBody, problemsOf } from './json-body.js'

/** Four values of 512 characters, each written as an escape of six, and the rest. */
const BODY_LIMIT_BYTES = 16 * 1024
/** No value of a visit is kept longer. */
export const LONGEST_VALUE = 512
export const MOST_TESTS = 4
const LONGEST_NAME = 200

export const RULE_ACTS = ['pin', 'unpin', 'lift', 'forbid', 'permit'] as const satisfies readonly RuleAct[]

const testSchema = z
  .strictObject({
    attribute: z.enum(ATTRIBUTES),
    op: z.enum(['is', 'unseen']),
    value: z.string().max(LONGEST_VALUE).optional(),
  })
  .refine(({ op, value }) => op === 'unseen' || value !== undefined, { path: ['value'], message: 'expected with "is"' })
  .refine(({ op, value }) => op === 'is' || !value, { path: ['value'], message: 'expected none with "unseen"' })
  .transform(({ attribute, op, value = '' }): RuleMatch => ({ attribute, op, value }))

/** What a match of one's own must look like, from whatever side it comes. */
export const matchSchema = z
  .array(testSchema)
  .min(1, `expected 1 to ${MOST_TESTS} tests`)
  .max(MOST_TESTS, `expected 1 to ${MOST_TESTS} tests`)
  .refine((match) => new Set(match.map(({ attribute }) => attribute)).size === match.length, {
    message: 'expected each attribute at most once',
  })

const previewSchema = z.strictObject({ platform: z.string().min(1).max(LONGEST_NAME), match: matchSchema })

/** A request that cannot be done: what to answer. */
export interface RuleProblem {
  status: 400 | 404 | 409
  error: string
}

/** What programs read and change of rules. Access has been decided before. */
export function rulesApi(view: BrainView): Hono<ConsoleEnv> {
  const api = new Hono<ConsoleEnv>()

  api.get('/api/rules', (c) => c.json(view.rules()))
  api.get('/api/rules/forbidden', (c) => c.json(view.forbiddenRules()))

  api.post(
    '/api/rules/preview',
    bodyLimit({
      maxSize: BODY_LIMIT_BYTES,
      onError: (c) => c.json({ error: `The body is larger than ${BODY_LIMIT_BYTES} bytes.` }, 413),
    }),
    async (c) => {
      const asked = previewSchema.safeParse(await jsonBody(c.req))
      if (!asked.success) return c.json({ error: problemsOf(asked.error) }, 400)
      const { platform, match } = asked.data
      const preview = previewMatch(view, platform, match)
      return 'error' in preview ? c.json({ error: preview.error }, preview.status) : c.json(preview)
    },
  )
  api.get('/api/rules/:id/preview', (c) => {
    const id = ruleIdOf(c.req.param('id'))
    const preview = id === null ? null : view.previewRule(id)
    return preview ? c.json(preview) : c.json({ error: noSuchRule(c.req.param('id')).error }, 404)
  })
  api.post('/api/rules/:id/:act', (c) => {
    const act = ruleActOf(c.req.param('act'))
    if (!act) {
      return c.json({ error: `expected one of ${RULE_ACTS.join(', ')}, found "${c.req.param('act')}".` }, 400)
    }
    const done = actOnRule(view, c.req.param('id'), act)
    return 'error' in done ? c.json({ error: done.error }, done.status) : c.json(done.rule)
  })
  return api
}

/** Does what an operator wants about a rule; what cannot be done is an answer, not an exception. */
export function actOnRule(view: BrainView, idText: string, act: RuleAct): { rule: RuleStatus } | RuleProblem {
  const id = ruleIdOf(idText)
  if (id === null) return noSuchRule(idText)
  try {
    const rule = view.actOnRule(id, act)
    if (rule) return { rule }
    return act === 'permit' ? { status: 404, error: `Rule ${id} is not forbidden.` } : noSuchRule(idText)
  } catch (error) {
    if (error instanceof RangeError) return { status: 409, error: error.message }
    throw error
  }
}

/** What a match would have done; one that is none, or a platform that is not there, is an answer too. */
export function previewMatch(
  view: BrainView,
  platform: string,
  match: readonly RuleMatch[],
): RulePreview | RuleProblem {
  try {
    return view.previewMatch(platform, match)
  } catch (error) {
    if (error instanceof RangeError) return { status: 400, error: error.message }
    throw error
  }
}

export function ruleActOf(text: string): RuleAct | undefined {
  return RULE_ACTS.find((act) => act === text)
}

/** The number of a rule as it stands in an address; null when it is none. */
export function ruleIdOf(text: string): number | null {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : null
}

function noSuchRule(idText: string): RuleProblem {
  return {
    status: 404,
    error: `There is no rule ${idText}, or it ended long ago.`,
  }
}
