import { describe, expect, it } from 'vitest'
import { describeSummary } from './describe-summary.js'
import { readLog } from './read-log.test-support.js'

const LINE = '192.0.2.7 - - [04/Aug/2026:00:29:36 +0100] "GET / HTTP/1.1" 200 5 "-" "curl/8"\n'

function sentences(log: string): string[] {
  return describeSummary('access.log', readLog(log).summary)
}

describe('describeSummary', () => {
  it('has nothing to say when everything was read', () => {
    expect(sentences(LINE.repeat(3))).toEqual([])
  })

  it('says that a log is empty', () => {
    expect(sentences('')).toEqual(['access.log is empty.'])
  })

  it('says what was skipped, with the first line of it', () => {
    expect(sentences(`${LINE.repeat(1_500)}half of a`)).toEqual([
      'access.log: 1 of 1,501 lines is cut off: the log ends in the middle of it. Line 1501: half of a',
    ])
  })

  it('says how to give a format when none fits', () => {
    const said = sentences('2026 GET /\n2027 GET /\n').join('\n')
    expect(said).toContain('2 of 2 lines are in no format that is known. The first, line 1: 2026 GET /')
    expect(said).toContain("--format '$remote_addr")
  })

  it('says what to do about the wrong log', () => {
    const said = sentences('a:1 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0\n')
    expect(said.at(-1)).toContain('use "option httplog"')
  })

  it('names the formats of a mixed log, and a clock that goes back', () => {
    const common = '192.0.2.7 - - [02/Aug/2026:00:29:36 +0100] "GET / HTTP/1.1" 200 5\n'
    expect(sentences(LINE + common)).toEqual([
      'access.log has lines of several formats: combined (1 lines), common (1 lines).',
      'access.log: the clock goes back once, by up to 2 days. If lines of several servers stand behind each other, give their logs as files of their own.',
    ])
  })
})
