import pino from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folderWith } from '../config/config-folder.test-support.js'
import { writeRunFile } from '../config/run-file.js'
import { busyNight } from '../console/sample-rules.test-support.js'
import { calmStatus, sampleView, strainedStatus } from '../console/sample-view.test-support.js'
import { startConsole } from '../console/start-console.js'
import { consoleOnTheWire, runInfo, sendJson, TOKEN } from './console-on-the-wire.test-support.js'
import { runCli } from './run-cli.test-support.js'

/** A real console over sample rules, and the command that finds it. */
async function rulesOf(view = sampleView(calmStatus(), busyNight())) {
  const running = await startConsole({
    view,
    auth: { localToken: TOKEN },
    listen: { host: '127.0.0.1', port: 0 },
    log: pino({ enabled: false }),
  })
  onTestFinished(() => running.close())
  const dataDir = folderWith()
  writeRunFile(dataDir, runInfo({ console: { url: running.url, token: TOKEN } }))
  const rules = (...args: string[]) => runCli('rules', ...args, '--data-dir', dataDir)
  return { view, rules, dataDir }
}

describe('holdfast rules', () => {
  it('lists what is in force and what ended', async () => {
    const { rules } = await rulesOf()
    const { code, out, err } = await rules()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/ 7 challenging on newsroom(.|\n)*Ended lately\n {3}4 /)
  })

  it('prints for a program what the API answers', async () => {
    const { view, rules } = await rulesOf()
    expect(JSON.parse((await rules('--json')).out)).toEqual(view.rules())
    expect(JSON.parse((await rules('show', '7', '--json')).out)).toMatchObject({ id: 7, state: 'challenge' })
    expect(JSON.parse((await rules('pin', '7', '--json')).out)).toMatchObject({ id: 7, pinned: true })
    expect(JSON.parse((await rules('preview', '7', '--json')).out)).toEqual(view.previewRule(7))
    expect(JSON.parse((await rules('forbidden', '--json')).out)).toEqual([])
  })

  it('refreshes until it is stopped', async () => {
    const { dataDir } = await consoleOnTheWire((request, response) => {
      sendJson(response, 200, request.path === '/api/rules' ? busyNight() : [])
      process.emit('SIGINT')
    })
    const { code, out } = await runCli('rules', '--watch', '--json', '--data-dir', dataDir)
    expect(code).toBe(0)
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([busyNight()])
  })

  it('shows one', async () => {
    const { rules, dataDir } = await rulesOf()
    expect((await rules('show', '7')).out).toContain('matches    path is /search')
    expect(await rules('show', '77')).toEqual({
      code: 1,
      out: '',
      err: `holdfast: there is no rule 77, or it ended long ago. See those there are: holdfast rules --data-dir ${dataDir}\n`,
    })
  })

  it('pins, ends, forbids and permits, and says how to undo it', async () => {
    const { view, rules, dataDir } = await rulesOf()
    const pinned = await rules('pin', '7')
    expect(pinned.out).toBe(
      `Rule 7 is pinned: it stays in force until it is lifted.\nUndo: holdfast rules unpin 7 --data-dir ${dataDir}\n`,
    )
    expect(view.rules().find(({ id }) => id === 7)?.pinned).toBe(true)
    expect((await rules('unpin', '7')).out).toContain('Rule 7 is not pinned')
    expect((await rules('lift', '7')).out).toMatch(/^Rule 7 has ended\. .*may come again\.\n$/)
    expect((await rules('forbid', '8')).out).toContain('Undo: holdfast rules permit 8')
    expect((await rules('forbidden')).out).toMatch(/^ {3}8 .*user agent never seen before/)
    expect((await rules('permit', '8')).out).toContain('Rule 8 is permitted again')
    expect((await rules('forbidden')).out).toBe('No rule is forbidden.\n')
  })

  it.each([
    [['pin', '4'], 'Rule 4 has ended'],
    [['lift', '77'], 'There is no rule 77'],
    [['permit', '7'], 'Rule 7 is not forbidden'],
    [['preview', '77'], 'There is no rule 77'],
    [['preview', '--platform', 'nobody', '--match', 'route is /'], 'There is no platform "nobody"'],
  ])('%j cannot be done, and it says why', async (args, says) => {
    const { rules } = await rulesOf()
    const result = await rules(...args)
    expect(result).toMatchObject({ code: 1, out: '' })
    expect(result.err).toContain(says)
  })
})

describe('holdfast rules preview', () => {
  it('says what a rule would have done, and how to vary it', async () => {
    const { rules, dataDir } = await rulesOf()
    const { out } = await rules('preview', '7')
    expect(out).toMatch(/^● It would touch hardly any real people\n/)
    expect(out).toContain(
      `Vary it: holdfast rules preview --platform newsroom --match 'route is /search' --match 'query is q=:word8' --match 'referrer is none' --data-dir ${dataDir}\n`,
    )
  })

  it('tries a match of one’s own on the platform there is', async () => {
    const { rules } = await rulesOf()
    const { code, out } = await rules('preview', '--match', 'family is curl', '--match', 'route is /search')
    expect(code).toBe(0)
    expect(out).toContain('matches    visits to /search by curl')
    const { rules: several } = await rulesOf(sampleView(strainedStatus()))
    expect(await several('preview', '--match', 'family is curl')).toMatchObject({
      code: 2,
      err: 'holdfast: --platform: expected one of newsroom, campaign.\n',
    })
    const named = await several('preview', '--platform', 'campaign', '--match', 'family unseen')
    expect(named.out).toContain('platform   campaign')
  })
})

describe('wrong use', () => {
  const five = ['route', 'query', 'kind', 'http', 'tls'].flatMap((name) => ['--match', `${name} unseen`])
  it.each([
    [['explode', '7'], 'expected one of show, pin,'],
    [['show'], 'expected the number of a rule. See them: holdfast rules'],
    [['pin', 'seven'], 'expected the number of a rule, found `seven`'],
    [['pin', '-7'], 'expected the number of a rule, found `-7`'],
    [['preview'], 'expected the number of a rule, or --match'],
    [['preview', '7', '--match', 'route is /'], 'found both'],
    [['preview', '7', '--platform', 'newsroom'], 'found both'],
    [['preview', '--match', 'route'], 'expected "ATTRIBUTE is VALUE"'],
    [['preview', '--match', 'route is /a', '--match', 'route is /b'], 'each attribute once'],
    [['preview', ...five], '--match: expected at most 4, found 5'],
    [['--match', 'route is /'], 'belong to `holdfast rules preview`'],
    [['show', '7', '--watch'], '--watch belongs to the list'],
    [['forbidden', '7'], 'lists all of them'],
    [['show', '7', '8'], 'too many arguments'],
  ])('%j is said and ends with 2', async (args, says) => {
    const { requests, dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 200, []))
    const result = await runCli('rules', ...args, '--data-dir', dataDir)
    expect(result).toMatchObject({ code: 2, out: '' })
    expect(result.err).toContain(says)
    expect(requests).toEqual([])
  })
})

it('a console of another version is told from one without rules', async () => {
  const { dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 200, [{ id: 1 }]))
  const result = await runCli('rules', '--json', '--data-dir', dataDir)
  expect(result).toMatchObject({ code: 1, err: expect.stringContaining('another version of Holdfast') })
})
