import { describe, expect, it } from 'vitest'
import type { ListEntry } from '../brain/status.js'
import { consoleOnTheWire, sendJson, TOKEN } from './console-on-the-wire.test-support.js'
import { formatList } from './list-command.js'
import { runCli } from './run-cli.test-support.js'

const accepting = () => consoleOnTheWire((request, response) => sendJson(response, 201, request.body))

describe('adding', () => {
  it('sends the canonical range with the machine’s token, and says how to undo it', async () => {
    const { requests, dataDir } = await accepting()
    const result = await runCli(
      'allow',
      '192.0.2.77/24',
      '--for',
      '2h',
      '--note',
      'press office',
      '--data-dir',
      dataDir,
    )
    expect(requests).toEqual([
      {
        method: 'POST',
        path: '/api/lists',
        authorization: `Bearer ${TOKEN}`,
        body: { list: 'allow', cidr: '192.0.2.0/24', ttlSeconds: 7200, note: 'press office' },
      },
    ])
    expect(result).toEqual({
      code: 0,
      err: '',
      out: `192.0.2.0/24 is never refused, challenged or made to wait from now on, for 2 h.\nUndo: holdfast allow 192.0.2.0/24 --remove --data-dir ${dataDir}\n`,
    })
  })

  it('leaves out what was not said', async () => {
    const { requests, dataDir } = await accepting()
    const { out } = await runCli('deny', '2001:db8::1', '--data-dir', dataDir)
    expect(requests[0]?.body).toEqual({ list: 'deny', cidr: '2001:db8::1/128' })
    expect(out).toContain('2001:db8::1/128 is always refused from now on, until you remove it.')
  })

  it('passes on what the console says against it', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 400, { error: 'The list is full.' }))
    expect(await runCli('allow', '192.0.2.7', '--data-dir', dataDir)).toEqual({
      code: 1,
      out: '',
      err: 'holdfast: 192.0.2.7/32 was not added: The list is full.\n',
    })
  })

  it('does not lock the operator out by mistake', async () => {
    const { requests, dataDir } = await accepting()
    const refused = await runCli('deny', '127.0.0.1', '--data-dir', dataDir)
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toMatch(/contains 127\.0\.0\.1.*Nothing was changed\. If you mean it, add --yes\./)
    expect(await runCli('deny', '10.0.0.0/7', '--data-dir', dataDir)).toMatchObject({ code: 2 })
    expect(requests).toEqual([])
    expect(await runCli('deny', '127.0.0.1', '--yes', '--data-dir', dataDir)).toMatchObject({ code: 0 })
    expect(await runCli('allow', '127.0.0.1', '--data-dir', dataDir)).toMatchObject({ code: 0 })
    expect(requests).toHaveLength(2)
  })
})

describe('removing', () => {
  it('names the range, and says how to undo it', async () => {
    const { requests, dataDir } = await consoleOnTheWire((_, response) => response.writeHead(204).end())
    const result = await runCli('deny', '192.0.2.7', '--remove', '--data-dir', dataDir)
    expect(requests).toMatchObject([
      { method: 'DELETE', path: '/api/lists', body: { list: 'deny', cidr: '192.0.2.7/32' } },
    ])
    expect(result).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^192\.0\.2\.7\/32 is off the deny list\.\nUndo: /),
    })
  })

  it('says when there was none', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 404, { error: 'none' }))
    const result = await runCli('deny', '192.0.2.7', '--remove', '--data-dir', dataDir)
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining('is not on the live deny list') })
  })
})

describe('the list', () => {
  const entries: ListEntry[] = [
    { list: 'allow', cidr: '192.0.2.7/32', from: 'file' },
    { list: 'deny', cidr: '203.0.113.0/24', from: 'live', note: 'search\x1b[2J flood', expires: '2026-11-23T14:03:00' },
  ]

  it('shows its own entries only', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 200, entries))
    expect((await runCli('allow', '--list', '--data-dir', dataDir)).out).toBe(
      'address       from           until    note\n192.0.2.7/32  configuration  removed\n',
    )
    expect(JSON.parse((await runCli('deny', '--list', '--json', '--data-dir', dataDir)).out)).toEqual([entries[1]])
  })

  it('is a table in which a note cannot command the terminal', () => {
    expect(formatList(entries.slice(1))).toEqual([
      'address         from     until             note',
      '203.0.113.0/24  console  2026-11-23 14:03  search\uFFFD[2J flood',
    ])
  })

  it('may be empty', async () => {
    const { dataDir } = await consoleOnTheWire((_, response) => sendJson(response, 200, []))
    expect((await runCli('deny', '--list', '--data-dir', dataDir)).out).toBe('The deny list is empty.\n')
  })
})

describe('wrong use', () => {
  it.each([
    [[], 'expected an address or a range, or --list'],
    [['nonsense'], 'nonsense'],
    [['192.0.2.7/33'], '192.0.2.7/33'],
    [['192.0.2.7', '--for', 'soon'], '--for: expected a time like 90s, 15m, 2h or 1d, found `soon`'],
    [['192.0.2.7', '--for', '367d'], '--for: expected at most 366d, found `367d`'],
    [['192.0.2.7', '--remove', '--for', '1h'], '--for and --note belong to adding'],
    [['192.0.2.7', '--list'], '--list stands alone'],
    [['192.0.2.7', '--note', 'x'.repeat(201)], 'the note has 201 characters'],
    [['192.0.2.7', '192.0.2.8'], 'too many arguments'],
    [['192.0.2.7', '--fro', '1h'], "unknown option '--fro'"],
  ])('%j is said and ends with 2', async (args, says) => {
    const { requests, dataDir } = await accepting()
    const result = await runCli('allow', ...args, '--data-dir', dataDir)
    expect(result).toMatchObject({ code: 2, out: '', err: expect.stringContaining(says) })
    expect(requests).toEqual([])
  })
})
