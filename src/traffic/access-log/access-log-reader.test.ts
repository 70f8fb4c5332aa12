import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AccessLogReader } from './access-log-reader.js'
import { LogFormats } from './log-formats.js'
import { commonTime, readLog, skippedCounts } from './read-log.test-support.js'
import { LONGEST_LINE_BYTES } from './skip-reason.js'

const AT = Date.UTC(2026, 7, 4)

function combined(target: string, time = AT): string {
  return `192.0.2.7 - - [${commonTime(time, 0)}] "GET ${target} HTTP/1.1" 200 5 "-" "curl/8"`
}

const COMMON = `192.0.2.7 - - [${commonTime(AT, 0)}] "GET /common HTTP/1.1" 200 5`
const JSON_LINE = `{"ts":${AT / 1_000},"remote_addr":"192.0.2.7","method":"GET","uri":"/json","status":200}`

describe('AccessLogReader', () => {
  it('numbers lines and counts each as an entry or as skipped', () => {
    const { entries, summary } = readLog(`${combined('/1')}\n\nnonsense\n${combined('/4')}\n`)
    expect(entries.map(({ line, target }) => [line, target])).toEqual([
      [1, '/1'],
      [4, '/4'],
    ])
    expect(summary).toMatchObject({ lines: 4, entries: 2, from: AT, to: AT })
    expect(skippedCounts(summary)).toEqual({ blank: 1, 'unknown-format': 1 })
    expect(summary.skipped.get('unknown-format')?.examples).toEqual([{ line: 3, text: 'nonsense' }])
  })

  it('reads an empty log', () => {
    expect(readLog('').summary).toMatchObject({ lines: 0, entries: 0, from: null, to: null, hint: null })
  })

  it('reads a last line without a line feed, if it is whole', () => {
    expect(readLog(`${combined('/1')}\n${combined('/2')}`).summary).toMatchObject({ lines: 2, entries: 2 })
    const { summary } = readLog(`${combined('/1')}\n${combined('/2').slice(0, -5)}`)
    expect(skippedCounts(summary)).toEqual({ 'cut-off': 1 })
  })

  it('does not take the first half of a combined line for a common one', () => {
    const half = combined('/2').slice(0, combined('/2').indexOf(' "-"'))
    expect(skippedCounts(readLog(`${combined('/1')}\n${half}`).summary)).toEqual({ 'cut-off': 1 })
  })

  it('reads Windows line ends and a byte order mark', () => {
    const { entries, summary } = readLog(`\ufeff${combined('/1')}\r\n${combined('/2')}\r\n`)
    expect(entries.map(({ target, userAgent }) => [target, userAgent])).toEqual([
      ['/1', 'curl/8'],
      ['/2', 'curl/8'],
    ])
    expect(summary.lines).toBe(2)
  })

  it('reads formats mixed in one file, and says which', () => {
    const log = [combined('/1'), JSON_LINE, COMMON, combined('/4'), COMMON].join('\n')
    const { entries, summary } = readLog(log)
    expect(entries.map(({ target }) => target)).toEqual(['/1', '/json', '/common', '/4', '/common'])
    expect(Object.fromEntries(summary.formats)).toEqual({ combined: 2, common: 2, 'JSON lines': 1 })
  })

  it('counts connections that brought no request', () => {
    const line = (request: string, status: number) => {
      return `192.0.2.7 - - [${commonTime(AT, 0)}] "${request}" ${status} 0 "-" "-"`
    }
    const { summary } = readLog(
      [
        line('-', 408),
        line('', 408),
        line(String.raw`\x16\x03\x01\x02\x00 \xfc"`.replace('"', '\\"'), 400),
        line('SSH-2.0-Go', 400),
        line('MGLNDD_192.0.2.1_443', 400),
        line('t3 12.1.2', 400),
      ].join('\n'),
    )
    expect(skippedCounts(summary)).toEqual({ 'no-request': 2, 'not-http': 4 })
  })

  it('names the part that cannot be read', () => {
    const line = combined('/1')
    const { summary } = readLog(
      [line.replace('192.0.2.7', 'dsl-7.example.org'), line.replace('/Aug/', '/Xyz/'), line.replace(' 200 ', ' ok ')]
        .join('\n')
        .concat('\n'),
    )
    expect(skippedCounts(summary)).toEqual({ 'no-address': 1, 'no-time': 1, 'no-status': 1 })
  })

  it('reads bytes that are no UTF-8, and no text at all', () => {
    const odd = Buffer.from(combined('/\u0001'), 'latin1')
    odd[odd.indexOf(1)] = 0xff
    expect(readLog(odd).entries[0]?.target).toBe('/\ufffd')
    const binary = Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 7) % 256))
    const { summary } = readLog(binary)
    expect(summary.entries).toBe(0)
    expect(skippedCounts(summary).binary).toBeGreaterThan(0)
  })

  it('reads on when clocks go backwards, and says by how much', () => {
    const log = [
      combined('/1', AT),
      combined('/2', AT - 30_000),
      combined('/3', AT - 3_600_000),
      combined('/4', 0),
    ].join('\n')
    const { entries, summary } = readLog(log)
    expect(entries).toHaveLength(4)
    expect(summary).toMatchObject({ from: 0, to: AT, stepsBack: { count: 2, mostMs: AT - 3_600_000 } })
  })

  it('skips a line that is too long, wherever it is handed over', () => {
    const longest = combined(`/${'a'.repeat(LONGEST_LINE_BYTES - combined('/').length)}`)
    const log = `${combined('/1')}\n${longest}\n${longest}b\n${combined('/4')}\n`
    for (const pieceBytes of [1_000, 65_536, 1_000_000]) {
      const { entries, summary } = readLog(log, { pieceBytes })
      expect(entries.map(({ line }) => line)).toEqual([1, 2, 4])
      expect(skippedCounts(summary)).toEqual({ 'too-long': 1 })
    }
  })

  it('keeps nothing of a hundred megabytes without a line feed', () => {
    const reader = new AccessLogReader(new LogFormats().all)
    const piece = Buffer.alloc(1_000_000, 'x')
    reader.push(piece)
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 100; i++) reader.push(piece)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000)
    const [entry] = reader.push(Buffer.from(`\n${combined('/2')}\n`))
    expect(entry).toMatchObject({ line: 2, target: '/2' })
    expect(skippedCounts(reader.summary)).toEqual({ 'too-long': 1 })
  })

  it('keeps a few examples, however many lines are skipped, and none that harms a terminal', () => {
    const { summary } = readLog('\u001b[31mred\u202e\n'.repeat(5_000))
    const skipped = summary.skipped.get('unknown-format')
    expect(skipped).toMatchObject({ count: 5_000 })
    expect(skipped?.examples).toHaveLength(3)
    expect(skipped?.examples[0]?.text).toBe('\\u001b[31mred\\u202e')
  })

  it('reads the same whatever pieces it is given', () => {
    const line = fc.oneof(
      fc.constantFrom(
        combined('/1'),
        COMMON,
        `${COMMON} `,
        COMMON.slice(0, -1),
        JSON_LINE,
        '',
        '\r',
        'nonsense',
        '{"a":',
        '"',
        '\u0000',
      ),
      fc.string({ unit: 'binary-ascii', maxLength: 40 }),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 200 }), (lines, pieceBytes) => {
        const log = lines.join('\n')
        expect(readLog(log, { pieceBytes })).toEqual(readLog(log))
      }),
    )
  })

  it.each([
    ['2026/08/04 00:29:36 [error] 17#17: *1 open() failed', 'error log'],
    ['[Tue Aug 04 00:29:36.123456 2026] [core:error] [pid 17] AH00126', 'error log'],
    ['#Fields: date time s-ip cs-method', 'W3C'],
    ['{"log":"192.0.2.7 - - x","stream":"stdout","time":"2026-08-04T00:29:36Z"}', 'docker logs'],
    ['PK\u0003\u0004', 'zip'],
  ])('says what %j looks like', (line, words) => {
    expect(readLog(`${line}\n`).summary.hint).toContain(words)
  })
})
