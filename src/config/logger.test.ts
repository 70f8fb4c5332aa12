import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogger, limitedLogger } from './logger.js'

describe('the limited logger', () => {
  it('writes one line a second of each kind, and says how many it left out', () => {
    const { lines, log, at } = logging()
    for (let i = 0; i < 1000; i++) log.warn('origin-refused', { count: i })
    log.warn('worker-died')
    expect(lines()).toMatchObject([
      { event: 'origin-refused', count: 0, level: 40 },
      { event: 'worker-died', level: 40 },
    ])
    at(999)
    log.warn('origin-refused')
    expect(lines()).toHaveLength(2)
    at(1000)
    log.error('origin-refused')
    expect(lines()[2]).toMatchObject({ event: 'origin-refused', suppressed: 1000, level: 50 })
    at(2000)
    log.info('origin-refused')
    expect(lines()[3]).not.toHaveProperty('suppressed')
  })

  it('does not grow with the number of kinds', () => {
    const { lines, log, at } = logging()
    for (let i = 0; i < 100_000; i++) log.info(`kind-${i}`)
    expect(lines()).toHaveLength(256)
    expect(lines().at(-1)).toMatchObject({ event: 'other-events' })
    at(1000)
    log.info('kind-77777')
    expect(lines().at(-1)).toMatchObject({ event: 'other-events', suppressed: 100_000 - 256 })
    log.info('kind-3')
    expect(lines().at(-1)).toMatchObject({ event: 'kind-3' })
  })

  it('says of an error what it was and where, and nothing that was hung on it', () => {
    const { lines, log } = logging()
    log.error('edge-crashed', {
      error: Object.assign(new TypeError('no such thing'), { code: 'E_NONE', body: 'sent' }),
    })
    expect(lines()).toMatchObject([
      { error: { name: 'TypeError', message: 'no such thing', code: 'E_NONE', stack: expect.stringMatching(/at /) } },
    ])
    expect(JSON.stringify(lines())).not.toContain('sent')
  })

  it('lets no detail change the kind', () => {
    const { lines, log } = logging()
    log.info('started', { event: 'forged', edges: 2 })
    expect(lines()).toMatchObject([{ event: 'started', edges: 2 }])
  })
})

describe('an address of a visitor', () => {
  it('never reaches a line, wherever it stands', () => {
    const addresses = fc.oneof(fc.ipV4(), fc.ipV6()).filter((text) => !/^(127\.|0\.0\.0\.0$|[0:.]+1?$)/.test(text))
    fc.assert(
      fc.property(addresses, (address) => {
        const { text, log } = logging()
        const error = new Error(`connect ECONNREFUSED ${address}:443\n${address} again`)
        log.warn('a', { address, list: [address], error, err: error, nested: { deep: `from ${address}.` } })
        log.warn(`event-${address}`)
        log.warn('b', {
          [address]: 1,
          url: `http://[${address}]:80/`,
          quoted: `"${address}"`,
          many: `${address}, ${address}`,
        })
        expect(text().toLowerCase()).not.toContain(address.toLowerCase())
        for (const line of text().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    '127.0.0.1:8080',
    '[::1]:7070',
    '[::]:8080',
    '0.0.0.0:80',
    '12:04:05',
    '1.2.3',
    'v20.20.2',
    '2026-11-23T12:04:05.123Z',
  ])('%s is none and stays', (text) => {
    const { lines, log } = logging()
    log.info('listening', { text })
    expect(lines()).toMatchObject([{ text }])
  })

  it('is looked for in a time that does not explode with a hostile line', () => {
    const { lines, log } = logging()
    const started = process.cpuUsage()
    log.info('hostile', { text: ':'.repeat(200_000), more: '1.'.repeat(100_000), hex: 'a:'.repeat(100_000) })
    const { user } = process.cpuUsage(started)
    expect(lines()).toHaveLength(1)
    // Quadratic, this would take minutes; linear, a few hundredths of a second.
    expect(user / 1000).toBeLessThan(3000)
  })
})

/** A limited logger whose clock stands still until it is set, and the lines it has written. */
function logging() {
  let time = 0
  let written = ''
  const destination = {
    write(line: string) {
      written += line
    },
  }
  const logger = createLogger({}, destination)
  return {
    log: limitedLogger(logger, () => time),
    at: (milliseconds: number) => {
      time = milliseconds
    },
    text: () => written,
    lines: (): Record<string, unknown>[] =>
      written
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  }
}
