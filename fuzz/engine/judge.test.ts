import { expect, it } from 'vitest'
import { judge, kindOf } from './judge.js'
import { mustHold, type Target } from './target.js'

const target = (attempt: Target['attempt'], mostMs: number | null = null): Target => {
  return { name: 'x', about: 'x', weight: 1, words: [], mostBytes: 10, mostMs, attempt }
}

it('says nothing of what is right, and why of what is wrong', async () => {
  expect(
    await judge(
      target(() => {}),
      Buffer.of(1),
    ),
  ).toBeNull()
  const broken = target((input) => mustHold(input.length > 1, 'there are two bytes'))
  expect(await judge(broken, Buffer.of(1))).toContain('Violation: there are two bytes')
  const later = target(async () => {
    throw new TypeError('not declared')
  })
  expect(await judge(later, Buffer.of(1))).toContain('TypeError: not declared')
})

it('calls slow what takes its own time, again and again', async () => {
  const busy = target(() => {
    work(30)
  }, 5)
  expect(await judge(busy, Buffer.of(1))).toMatch(/^slow: 1 bytes took \d+ ms, at most 5 ms$/)
  let runs = 0
  const once = target(() => {
    if (runs++ === 0) work(30)
  }, 5)
  expect(await judge(once, Buffer.of(1))).toBeNull()
})

it('knows the same fault by another input', () => {
  const at = '\n    at attempt (x.js:1:2)'
  expect(kindOf(`Violation: "abc" is 3 long${at}`)).toBe(kindOf(`Violation: "x" is 1 long${at}`))
  expect(kindOf(`Violation: "abc" is 3 long${at}`)).not.toBe(kindOf(`TypeError: "abc"${at}`))
})

/** Keeps the processor busy for so many milliseconds of its own time. */
function work(ms: number): void {
  const before = process.cpuUsage()
  for (;;) {
    const { user, system } = process.cpuUsage(before)
    if ((user + system) / 1000 >= ms) return
  }
}
