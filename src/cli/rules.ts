import type { Command } from 'commander'
import type { ForbiddenRule, RuleAct, RuleMatch, RulePreview, RuleStatus } from '../brain/status.js'
import { ATTRIBUTE_WORDS } from '../console/view/attribute-words.js'
import { ATTRIBUTES } from '../traffic/attributes.js'
import { askConsole, type ConsoleRequest, refusalOf } from './ask-console.js'
import {
  CommandFailure,
  shellWord,
  type TargetOptions,
  targetArguments,
  UsageError,
  withExamples,
  withTarget,
} from './command.js'
import { findConsole, type RunningConsole } from './find-running.js'
import { formatForbidden, formatPreview, formatRule, formatRules, type RuleList } from './format-rules.js'
import { matchText, parseMatch, TEST_EXPECTED } from './parse-match.js'
import { fetchStatus } from './status.js'
import { printable } from './terminal-style.js'
import { ownStyle, watchEverySecond } from './watch-every-second.js'

interface RulesOptions extends TargetOptions {
  platform?: string
  match?: RuleMatch[]
  watch?: true
  json?: true
}

const ACTS: readonly RuleAct[] = ['pin', 'unpin', 'lift', 'forbid', 'permit']
const WHATS = ['show', ...ACTS, 'preview', 'forbidden'] as const
type What = (typeof WHATS)[number]
const MOST_TESTS = 4

/** What was done, and how to undo it where that can be done. */
const DONE: Record<RuleAct, { does: string; undo: RuleAct | null }> = {
  pin: { does: 'is pinned: it stays in force until it is lifted.', undo: 'unpin' },
  unpin: { does: 'is not pinned: it ends by itself when it is not needed any more.', undo: 'pin' },
  lift: { does: 'has ended. When its visits go on being too many, the same may come again.', undo: null },
  forbid: { does: 'has ended, and nothing that says the same comes into force until it is permitted.', undo: 'permit' },
  permit: { does: 'is permitted again. It comes into force when it is needed.', undo: 'forbid' },
}

export function register(program: Command): void {
  const command = withTarget(program.command('rules'))
    .description(
      'Shows the rules in force: what they match, what they do, whom they would touch and whom they met. Pins, ends, forbids and previews them.',
    )
    .argument('[what]', `${WHATS.join(', ')}; nothing lists the rules`)
    .argument('[id]', 'the number of the rule')
    .option('--platform <name>', 'preview: the platform, when there are several')
    .option(
      '--match <test>',
      `preview: a test of your own, up to ${MOST_TESTS}: ${TEST_EXPECTED}`,
      (text: string, before: RuleMatch[] = []) => [...before, parseMatch(text)],
    )
    .option('--watch', 'refresh the list every second until Ctrl+C; with --json one line a second')
    .option('--json', 'print the answer of the console API')
    .action((what: string | undefined, id: string | undefined, options: RulesOptions) => run(what, id, options))
  withExamples(command, [
    ['holdfast rules', 'what is in force, what ended lately, what is forbidden'],
    ['holdfast rules --watch', 'the same, every second'],
    ['holdfast rules show 7', 'all about rule 7'],
    ['holdfast rules preview 7', 'what it would have done to the last hour'],
    ["holdfast rules preview --match 'route is /search'", 'the same of a match of your own'],
    ['holdfast rules pin 7', 'keep it in force until it is lifted'],
    ['holdfast rules lift 7', 'end it now'],
    ['holdfast rules forbid 7', 'end it now, and never again the same'],
    ['holdfast rules permit 7', 'take that back'],
  ])
  command.addHelpText('after', `\nAttributes for --match:\n${attributeLines().join('\n')}`)
}

/** Each attribute with what it is called in the console. */
function attributeLines(): string[] {
  return ATTRIBUTES.map((attribute) => `  ${attribute.padEnd(11)}${ATTRIBUTE_WORDS[attribute]}`)
}

async function run(whatText: string | undefined, idText: string | undefined, options: RulesOptions): Promise<void> {
  const what = checkUse(whatText, idText, options)
  if (what === null) return options.watch ? watch(options) : list(options)
  if (what === 'forbidden') return listForbidden(options)
  if (what === 'preview') return preview(idText === undefined ? null : idOf(idText), options)
  const id = idOf(idText)
  return what === 'show' ? show(id, options) : act(id, what, options)
}

/** @returns what is wanted; null: the list */
function checkUse(whatText: string | undefined, idText: string | undefined, options: RulesOptions): What | null {
  const { match = [], platform, watch } = options
  const what = whatText === undefined ? null : WHATS.find((known) => known === whatText)
  if (what === undefined) throw new UsageError(`expected one of ${WHATS.join(', ')}, found \`${whatText}\`.`)
  if (watch && what !== null) throw new UsageError('--watch belongs to the list.')
  if (what !== 'preview' && (match.length > 0 || platform !== undefined)) {
    throw new UsageError('--match and --platform belong to `holdfast rules preview`.')
  }
  if (what === 'forbidden' && idText !== undefined) throw new UsageError('`forbidden` lists all of them; no number.')
  if (what === 'preview') {
    if (idText === undefined && match.length === 0) throw new UsageError('expected the number of a rule, or --match.')
    if (idText !== undefined && (match.length > 0 || platform !== undefined)) {
      throw new UsageError('expected the number of a rule or --match, found both.')
    }
    if (match.length > MOST_TESTS)
      throw new UsageError(`--match: expected at most ${MOST_TESTS}, found ${match.length}.`)
    if (new Set(match.map(({ attribute }) => attribute)).size < match.length) {
      throw new UsageError('--match: expected each attribute once; a visit has one value of it.')
    }
  }
  return what
}

function idOf(text: string | undefined): number {
  if (text === undefined) throw new UsageError('expected the number of a rule. See them: holdfast rules')
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`expected the number of a rule, found \`${text}\`.`)
  return Number(text)
}

async function list(options: RulesOptions): Promise<void> {
  const console = findConsole(options)
  // The contract of --json is the answer of GET /api/rules alone; the forbidden ones have a list of their own.
  if (options.json) return print(JSON.stringify(await fetchRules(console), null, 2))
  process.stdout.write(formatRules(await fetchList(console), ownStyle()))
}

async function watch(options: RulesOptions): Promise<void> {
  findConsole(options)
  if (options.json) {
    const ask = () => fetchRules(findConsole(options))
    return watchEverySecond({ ask, format: () => '', json: true })
  }
  return watchEverySecond({ ask: () => fetchList(findConsole(options)), format: formatRules, json: false })
}

async function listForbidden(options: RulesOptions): Promise<void> {
  const forbidden = await fetchForbidden(findConsole(options))
  if (options.json) return print(JSON.stringify(forbidden, null, 2))
  process.stdout.write(formatForbidden(forbidden))
}

async function show(id: number, options: RulesOptions): Promise<void> {
  const rule = (await fetchRules(findConsole(options))).find((known) => known.id === id)
  if (!rule) {
    throw new CommandFailure(
      `there is no rule ${id}, or it ended long ago. See those there are: holdfast rules${targetArguments(options)}`,
    )
  }
  if (options.json) return print(JSON.stringify(rule, null, 2))
  process.stdout.write(formatRule(rule, Date.now(), ownStyle()))
}

async function act(id: number, wanted: RuleAct, options: RulesOptions): Promise<void> {
  const rule = await ask<RuleStatus>(findConsole(options), { method: 'POST', path: `/api/rules/${id}/${wanted}` })
  if (options.json) return print(JSON.stringify(rule, null, 2))
  const { does, undo } = DONE[wanted]
  print(`Rule ${id} ${does}`)
  if (undo) print(`Undo: holdfast rules ${undo} ${id}${targetArguments(options)}`)
}

async function preview(id: number | null, options: RulesOptions): Promise<void> {
  const console = findConsole(options)
  const answer =
    id === null
      ? await ask<RulePreview>(console, {
          method: 'POST',
          path: '/api/rules/preview',
          body: { platform: await platformOf(console, options), match: options.match ?? [] },
        })
      : await ask<RulePreview>(console, { method: 'GET', path: `/api/rules/${id}/preview` })
  if (options.json) return print(JSON.stringify(answer, null, 2))
  process.stdout.write(formatPreview(answer, Date.now(), ownStyle()))
  const tests = answer.match.map((test) => ` --match ${shellWord(matchText(test))}`).join('')
  // What cannot be shown cannot be copied either.
  if (id === null || printable(tests) !== tests) return
  print(`\nVary it: holdfast rules preview --platform ${shellWord(answer.platform)}${tests}${targetArguments(options)}`)
}

/** The platform that is meant: the one there is, when it was not said. */
async function platformOf(console: RunningConsole, { platform }: RulesOptions): Promise<string> {
  if (platform !== undefined) return platform
  const names = (await fetchStatus(console)).platforms.map(({ name }) => name)
  const [only] = names
  if (only !== undefined && names.length === 1) return only
  throw new UsageError(`--platform: expected one of ${names.map(printable).join(', ')}.`)
}

async function fetchList(console: RunningConsole): Promise<RuleList> {
  const [rules, forbidden] = await Promise.all([fetchRules(console), fetchForbidden(console)])
  return { rules, forbidden, now: Date.now() }
}

async function fetchRules(console: RunningConsole): Promise<RuleStatus[]> {
  const rules = await ask<RuleStatus[]>(console, { method: 'GET', path: '/api/rules' })
  // An earlier version answers with something else under the same path.
  if (Array.isArray(rules) && rules.every((rule) => typeof rule?.text === 'string' && Array.isArray(rule.match)))
    return rules
  throw new CommandFailure(`the console at ${console.url} answers in the way of another version of Holdfast.`)
}

function fetchForbidden(console: RunningConsole): Promise<ForbiddenRule[]> {
  return ask<ForbiddenRule[]>(console, { method: 'GET', path: '/api/rules/forbidden' })
}

/** @throws CommandFailure with what the console says against it */
async function ask<Answer>(console: RunningConsole, request: ConsoleRequest): Promise<Answer> {
  const answer = await askConsole(console, request)
  if (answer.status !== 200) throw new CommandFailure(printable(refusalOf(answer)))
  return answer.body as Answer
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
