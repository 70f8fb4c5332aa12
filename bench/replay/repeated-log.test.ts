import { describe, expect, it } from 'vitest'
import { RepeatedLog } from './repeated-log.js'

const line = (date: string, target: string) =>
  `192.0.2.1 - - [${date}:23:59:59 +0100] "GET ${target} HTTP/1.1" 200 5 "-" "a"\n`

describe('a repeated log', () => {
  it('comes again a week later each time, across the ends of months and years', () => {
    const days = ['24/Dec/2026', '25/Dec/2026', '24/Dec/2026']
    const log = new RepeatedLog(Buffer.from(days.map((day, i) => line(day, `/${i}?d=[24/Dec/2026]`)).join('')))
    expect(log.lines).toBe(3)
    const dates = () =>
      [
        ...log
          .next()
          .toString()
          .matchAll(/\[([^:\]]+):/g),
      ].map(([, date]) => date)
    expect(dates()).toEqual(days)
    expect(dates()).toEqual(['31/Dec/2026', '01/Jan/2027', '31/Dec/2026'])
    expect(dates()).toEqual(['07/Jan/2027', '08/Jan/2027', '07/Jan/2027'])
  })

  it('leaves lines without a date, and half a line, as they are', () => {
    const text = `no date\n${line('04/Aug/2026', '/')}\nhalf [04/Aug/2026`
    const log = new RepeatedLog(Buffer.from(text))
    log.next()
    expect(log.lines).toBe(1)
    expect(log.next().toString()).toBe(text.replace('04/Aug', '11/Aug'))
  })
})
