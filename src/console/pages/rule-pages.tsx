import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { BrainView, RuleAct, RulePreview } from '../../brain/status.js'
import type { ConsoleEnv } from '../console-env.js'
import { problemsOf } from '../json-body.js'
import { actOnRule, MOST_TESTS, matchSchema, previewMatch, ruleActOf, ruleIdOf } from '../rules-api.js'
import { PreviewResult } from '../view/preview-result.js'
import { RulesContent } from '../view/rules-content.js'
import { visibleText } from '../view/visible-text.js'
import { Freshness, REFRESH_SECONDS } from './freshness.js'
import { htmlPage } from './html-page.js'
import { Layout, type PageFrame } from './layout.js'
import { type DraftTest, draftOf, type MatchDraft, MatchForm } from './match-form.js'

/** The forms send nothing but their address. */
const BODY_LIMIT_BYTES = 1024

/** What a redirect after a change may say. Only these words, never text from the address bar. */
const DONE_WORDS: ReadonlyMap<string, string> = new Map<RuleAct, string>([
  ['pin', 'The rule is pinned: it stays in force until it is lifted.'],
  ['unpin', 'The rule is not pinned any more: it ends by itself when it is not needed.'],
  ['lift', 'The rule was lifted. It may come again when it is needed.'],
  ['forbid', 'The rule is forbidden: nothing that says the same comes into force until you permit it again.'],
  ['permit', 'The rule is permitted again. It comes into force when it is needed.'],
])

/** `/rules`: what is in force and why, what can be done about it, and what it would have done. Works with plain forms. */
export function rulePages(view: BrainView, frame: PageFrame): Hono<ConsoleEnv> {
  const pages = new Hono<ConsoleEnv>()
  pages.use('/rules/*', bodyLimit({ maxSize: BODY_LIMIT_BYTES }))

  pages.get('/rules', (c) => rulesPage(c, 200, { done: DONE_WORDS.get(c.req.query('done') ?? '') ?? null }))

  pages.get('/rules/preview', (c) => {
    const platform = c.req.query('platform') ?? ''
    const tests = testsOf(c)
    const draft = { platform, tests, problem: null }
    const match = matchSchema.safeParse(
      tests.map(({ op, value, ...test }) => ({ ...test, op, ...valueFor(op, value) })),
    )
    if (!match.success) return previewPage(c, 422, { ...draft, problem: matchProblem(tests, problemsOf(match.error)) })
    const preview = previewMatch(view, platform, match.data)
    if ('error' in preview) return previewPage(c, 422, { ...draft, problem: preview.error })
    return previewPage(c, 200, draft, preview)
  })

  pages.get('/rules/:id/preview', (c) => {
    const id = ruleIdOf(c.req.param('id'))
    const preview = id === null ? null : view.previewRule(id)
    if (!preview) return c.notFound()
    return previewPage(c, 200, draftOf(preview.platform, preview.match), preview, id)
  })

  pages.post('/rules/:id/:act', (c) => {
    const act = ruleActOf(c.req.param('act'))
    if (!act) return c.notFound()
    const done = actOnRule(view, c.req.param('id'), act)
    if ('error' in done) return rulesPage(c, done.status, { problem: done.error })
    return c.redirect(`/rules?done=${act}`, 303)
  })

  function rulesPage(
    c: Context<ConsoleEnv>,
    httpStatus: 200 | 400 | 404 | 409,
    { done = null, problem = null }: { done?: string | null; problem?: string | null },
  ): Response {
    const status = view.status()
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    const platforms = status.platforms.map(({ name }) => name)
    const refreshes = c.req.query('refresh') !== undefined
    return htmlPage(
      c,
      <Layout
        frame={frame}
        title="Rules"
        path="/rules"
        level={status.level}
        platforms={platforms}
        {...(refreshes ? { refreshSeconds: REFRESH_SECONDS } : {})}
      >
        <h1>Rules</h1>
        {done ? (
          <p class="done" role="status">
            {done}
          </p>
        ) : null}
        {problem ? (
          <p class="problem" role="alert">
            {problem}
          </p>
        ) : null}
        <hf-live
          data-page="rules"
          data-time-zone={timeZone}
          data-version={status.version}
          data-started={status.startedAt}
        >
          <Freshness path="/rules" now={status.now} timeZone={timeZone} refreshes={refreshes} />
          <p class="visually-hidden" role="status" data-part="announcement" />
          <div data-part="content">
            <RulesContent rules={view.rules()} forbidden={view.forbiddenRules()} now={status.now} timeZone={timeZone} />
          </div>
        </hf-live>
        <MatchForm draft={draftOf('', [])} platforms={platforms} />
      </Layout>,
      httpStatus,
    )
  }

  function previewPage(
    c: Context<ConsoleEnv>,
    httpStatus: 200 | 422,
    draft: MatchDraft,
    preview: RulePreview | null = null,
    id: number | null = null,
  ): Response {
    const { now, level, platforms } = view.status()
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    const names = platforms.map(({ name }) => name)
    const title = id === null ? 'What it would have done' : `What rule ${id} would have done`
    return htmlPage(
      c,
      <Layout frame={frame} title={title} path={c.req.path} level={level} platforms={names}>
        <h1>{title}</h1>
        <p class="way-back">
          <a href={id === null ? '/rules' : `/rules#rule-${id}`}>Back to the rules</a>
        </p>
        {preview ? <PreviewResult preview={preview} now={now} timeZone={timeZone} /> : null}
        <MatchForm draft={draft} platforms={names} />
      </Layout>,
      httpStatus,
    )
  }

  return pages
}

/** The lines of the form that say anything, as they were typed. */
function testsOf(c: Context<ConsoleEnv>): DraftTest[] {
  const [attributes, ops, values] = ['attribute', 'op', 'value'].map((name) => c.req.queries(name) ?? [])
  return (attributes ?? [])
    .slice(0, MOST_TESTS)
    .map((attribute, i) => ({ attribute, op: ops?.[i] ?? 'is', value: values?.[i] ?? '' }))
    .filter(({ attribute, value }) => attribute !== '' || value !== '')
}

/** What was left in the field of values says nothing where no value is asked for. */
function valueFor(op: string, value: string): { value?: string } {
  return op === 'unseen' ? {} : { value }
}

/** The commonest slips in words of the form; else what the schema says. */
function matchProblem(tests: readonly DraftTest[], problems: string): string {
  if (tests.length === 0) return 'Choose at least one thing that a visit must have.'
  const nameless = tests.find(({ attribute }) => attribute === '')
  if (nameless) return `Choose what of the visit is to be "${visibleText(nameless.value)}".`
  if (new Set(tests.map(({ attribute }) => attribute)).size < tests.length) return 'Choose each thing only once.'
  return problems
}
