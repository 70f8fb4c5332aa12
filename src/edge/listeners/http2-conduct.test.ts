import { describe, expect, it } from 'vitest'
import { Http2Conduct, MOST_STREAMS_EVER } from './http2-conduct.js'

describe('the conduct of a session', () => {
  it('is good for hours at the pace of a person who clicks on early', () => {
    const conduct = new Http2Conduct()
    for (let second = 0; second < 3_600; second++) {
      for (let i = 0; i < 3; i++) conduct.streamBegins()
      expect(conduct.allows('resets', second * 1_000)).toBe(true)
      if (second % 10 === 0) expect(conduct.allows('pings', second * 1_000)).toBe(true)
    }
  })

  it('is bad at twenty times that', () => {
    const conduct = new Http2Conduct()
    let allowed = 0
    while (allowed < 10_000 && conduct.allows('resets', allowed * 2)) allowed++
    // 200 at once and 20 a second, at 500 a second: after 200 / 480 s.
    expect(allowed).toBeGreaterThan(200)
    expect(allowed).toBeLessThan(220)
  })

  it('does not become better by a clock that is set back', () => {
    const conduct = new Http2Conduct()
    for (let i = 0; i < 20; i++) conduct.allows('settings', 1_000_000)
    expect(conduct.allows('settings', 0)).toBe(false)
    expect(conduct.allows('settings', 1)).toBe(false)
  })

  it('has been enough after ten thousand requests, or when most of many were taken back', () => {
    const long = new Http2Conduct()
    for (let i = 1; i < MOST_STREAMS_EVER; i++) long.streamBegins()
    expect(long.hasHadEnough).toBe(false)
    long.streamBegins()
    expect(long.hasHadEnough).toBe(true)

    const fickle = new Http2Conduct()
    for (let i = 0; i < 499; i++) {
      fickle.streamBegins()
      expect(fickle.allows('resets', i * 1_000)).toBe(true)
    }
    expect(fickle.hasHadEnough).toBe(false)
    fickle.streamBegins()
    fickle.allows('resets', 499_000)
    expect(fickle.hasHadEnough).toBe(true)
  })
})
