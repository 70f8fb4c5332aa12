import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judge } from './engine/judge.js'
import { keptFiles } from './engine/kept-files.js'
import { TARGETS } from './targets.js'

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Every input that was ever found to break something, and those that fuzzing starts from. Times are not looked at. */
describe.each(TARGETS)('$name', (target) => {
  const untimed = { ...target, mostMs: null }
  // The seeds first: some faults show only when connections to the origin are open already.
  const inputs = [...keptFiles(folder('corpus'), target.name), ...keptFiles(folder('regressions'), target.name)]
  let undo: (() => Promise<void>) | undefined
  beforeAll(async () => {
    undo = await target.prepare?.()
  })
  afterAll(() => undo?.())

  it.each(inputs)('bears $name', async ({ input }) => {
    expect(await judge(untimed, input)).toBeNull()
  })

  it('makes the same input of the same seed', () => {
    expect(target.generate?.(7)).toEqual(target.generate?.(7))
  })
})
