import { describe, expect, it } from 'vitest'
import { createSessions, SESSION_MS } from './sessions.js'

describe('sessions', () => {
  it('end after twelve hours, or when told to', () => {
    const sessions = createSessions()
    const [one, two] = [sessions.open(0), sessions.open(0)]
    expect(one).not.toBe(two)
    sessions.end(one)
    expect(sessions.isOpen(one, 1)).toBe(false)
    expect(sessions.isOpen(two, SESSION_MS - 1)).toBe(true)
    expect(sessions.isOpen(two, SESSION_MS)).toBe(false)
    expect(sessions.size).toBe(0)
  })

  it('are at most a hundred; the oldest makes room', () => {
    const sessions = createSessions()
    const ids = Array.from({ length: 1000 }, (_, i) => sessions.open(i))
    expect(sessions.size).toBe(100)
    expect(ids.filter((id) => sessions.isOpen(id, 1000))).toEqual(ids.slice(-100))
  })

  it('are not opened by an id that nobody was given', () => {
    const sessions = createSessions()
    sessions.open(0)
    for (const id of ['', '__proto__', 'constructor', 'x'.repeat(10_000)]) expect(sessions.isOpen(id, 1)).toBe(false)
  })
})
