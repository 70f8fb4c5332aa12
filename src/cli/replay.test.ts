import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  flood,
  inOrder,
  line,
  logFile,
  MINUTE,
  MONDAY,
  people,
  temporaryFolder,
} from '../replay/small-site.test-support.js'
import { runCli } from './run-cli.test-support.js'

const BOT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/43.0.0.0 Safari/537.36'

/** A quiet hour with a minute of flood in it. */
function attacked() {
  const calm = people(MONDAY, 60, 20, 1)
  const attack = flood(MONDAY + 50 * MINUTE, 60, 80, (i) => ({
    address: `31.${i % 250}.${(i * 7) % 250}.${(i * 13) % 250}`,
    target: `/search?q=${String.fromCharCode(97 + (i % 26)).repeat(8)}`,
    userAgent: BOT,
  }))
  return inOrder(calm, attack)
}

describe('holdfast learn and holdfast replay', () => {
  it('learn what is normal, and say what would have been done', async () => {
    const folder = temporaryFolder()
    const learned = await runCli('learn', logFile(people(MONDAY, 60, 20, 2)), '--data-dir', folder)
    expect(learned).toMatchObject({ code: 0, err: '' })
    expect(learned.out).toMatch(
      /^Learned from 4,800 visits of 0\.0 days, kept in .+\n {2}own names {3}www\.site\.example\n/,
    )
    expect(learned.out).toContain('! Less than two days')

    const replayed = await runCli('replay', logFile(attacked()), '--baseline', folder)
    expect(replayed).toMatchObject({ code: 0, err: '' })
    expect(replayed.out).toMatch(
      /^On 7 September 2026 at 08:50 UTC somebody flooded the site: 4,\d\d\d visits would\shave\sbeen\s+challenged/,
    )
    expect(replayed.out).toMatch(/ {2}All others +4,800 visits {2}4,\d\d\d challenged/)
    expect(replayed.out).toMatch(/ {4}1 {2}Visits .+ Would have/)
  })

  it('keep apart what is normal on each of several platforms', async () => {
    const folder = temporaryFolder()
    const calm = logFile(people(MONDAY, 60, 20, 2))
    const learned = await runCli('learn', calm, '--data-dir', folder, '--platform', 'news')
    expect(learned.out).toContain('baseline.news')
    const of = (platform: string) => runCli('replay', calm, '--baseline', folder, '--platform', platform)
    expect(await of('news')).toMatchObject({ code: 0 })
    expect(await of('shop')).toMatchObject({ code: 1, err: expect.stringContaining('baseline.shop') })
  })

  it('replay without a baseline learns from the calm minutes of the same log', async () => {
    const { code, out } = await runCli('replay', logFile(attacked()))
    expect(code).toBe(0)
    expect(out).toContain('somebody flooded the site')
  })

  it('replay says it for a program', async () => {
    const { out } = await runCli('replay', logFile(attacked()), '--json')
    const { visits, rules, events } = JSON.parse(out)
    expect(visits.challenge + visits.refuse + visits.drop).toBeGreaterThan(4_500)
    expect(rules[0]).toMatchObject({
      id: 1,
      text: expect.stringContaining('% of the excess'),
      match: expect.arrayContaining([
        { attribute: expect.any(String), op: expect.any(String), value: expect.any(String) },
      ]),
      collateral: { share: expect.any(Number), upper: expect.any(Number) },
    })
    expect(events[0]).toMatchObject({ kind: 'rule', rule: 1 })
  })

  it('replay writes one verdict for each line, those that cannot be read among them', async () => {
    const folder = temporaryFolder()
    const log = logFile(attacked())
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
    lines.splice(10, 0, 'no line of any log')
    lines.push('neither is this')
    writeFileSync(log, `${lines.join('\n')}\n`)
    const file = join(folder, 'verdicts.tsv')
    const { out } = await runCli('replay', log, '--verdicts', file)
    const verdicts = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(verdicts).toHaveLength(lines.length)
    for (const [i, verdict] of verdicts.entries())
      expect(verdict).toMatch(new RegExp(`^${i + 1}\\t(serve|challenge|refuse|drop)\\t(-|\\d+)$`))
    expect(verdicts[10]).toBe('11\tserve\t-')
    expect(out).toMatch(/! .*2 lines/)
  })

  it('replay numbers the lines of several logs through, in the order of their times', async () => {
    const file = join(temporaryFolder(), 'verdicts.tsv')
    const half = MONDAY + 30 * MINUTE
    const lines = attacked()
    const [early, late] = [lines.filter(({ at }) => at < half), lines.filter(({ at }) => at >= half)]
    const empty = logFile([])
    writeFileSync(empty, '')
    await runCli('replay', logFile(late), empty, logFile(early), '--verdicts', file)
    const verdicts = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(verdicts.map((verdict) => Number(verdict.split('\t')[0]))).toEqual(lines.map((_, i) => i + 1))
    const first = verdicts.findIndex((verdict) => !verdict.includes('serve'))
    expect(lines[first]?.at).toBeGreaterThanOrEqual(MONDAY + 50 * MINUTE)
  })

  it('replay judges only the time asked for', async () => {
    const { out } = await runCli(
      'replay',
      logFile(attacked()),
      '--from',
      '2026-09-07T08:00',
      '--to',
      '2026-09-07T08:40Z',
      '--json',
    )
    expect(JSON.parse(out)).toMatchObject({ rules: [], to: expect.any(Number) })
    expect(JSON.parse(out).to).toBeLessThanOrEqual(MONDAY + 40 * MINUTE)
  })

  it.each<[string, string[], number, RegExp]>([
    ['a log that is not there', ['replay', '/nowhere/access.log'], 1, /\/nowhere\/access\.log/],
    [
      'a baseline that is not there',
      ['replay', 'LOG', '--baseline', '/nowhere'],
      1,
      /there is no baseline in \/nowhere.+holdfast learn LOG…/,
    ],
    [
      'verdicts that cannot be kept',
      ['replay', 'LOG', '--verdicts', '/nowhere/v.tsv'],
      1,
      /cannot be written: .*\/nowhere\/v\.tsv/,
    ],
    ['a wrong capacity', ['replay', 'LOG', '--capacity', 'much'], 2, /--capacity takes a number above 0, not much/],
    ['a wrong time', ['replay', 'LOG', '--from', 'noon'], 2, /--from takes a time such as/],
    [
      'times the wrong way round',
      ['replay', 'LOG', '--from', '2026-09-08', '--to', '2026-09-07'],
      2,
      /later than --to/,
    ],
    ['standard input twice', ['replay', '-'], 2, /give --baseline DIR with it/],
    ['a URL for a host', ['learn', 'LOG', '--host', 'https://a.example'], 2, /--host takes a name/],
    ['no log', ['learn'], 2, /log/],
  ])('say what is wrong with %s', async (_what, args, code, message) => {
    const log = logFile([line(MONDAY, { address: '1.2.3.4', target: '/' })])
    const result = await runCli(...args.map((argument) => (argument === 'LOG' ? log : argument)))
    expect(result.code).toBe(code)
    expect(result.err).toMatch(message)
  })

  it('say that a proxy hides the visitors, and hold no address to account', async () => {
    const folder = temporaryFolder()
    const hidden = (lines: ReturnType<typeof people>) =>
      lines.map((one) => ({ ...one, text: one.text.replace(/^\S+/, '10.0.0.1') }))
    const learned = await runCli('learn', logFile(hidden(people(MONDAY, 60, 20, 2))), '--data-dir', folder)
    expect(learned.out).toContain('! 100 % of the visits come from one address')
    const { out } = await runCli('replay', logFile(hidden(attacked())), '--baseline', folder, '--json')
    expect(JSON.parse(out).visits).toMatchObject({ refuse: 0, drop: 0 })
  })

  it('say that there is nothing to learn from, and keep nothing', async () => {
    const folder = temporaryFolder()
    const log = logFile([])
    const { code, err } = await runCli('learn', log, '--data-dir', folder)
    expect(code).toBe(1)
    expect(err).toContain('there is not one visit in these logs that can be read')
    expect(existsSync(join(folder, 'baseline'))).toBe(false)
  })

  it('put a damaged baseline aside', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'baseline'), 'damaged')
    const { code, err } = await runCli('replay', logFile(people(MONDAY, 1, 5, 1)), '--baseline', folder)
    expect(code).toBe(1)
    expect(err).toMatch(
      /cannot be used: it does not begin like a baseline of Holdfast\. It is kept as .+baseline\.damaged/,
    )
  })
})
