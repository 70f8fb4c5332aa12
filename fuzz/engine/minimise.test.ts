import { expect, it } from 'vitest'
import { minimise } from './minimise.js'

const bytes = (text: string) => Buffer.from(text, 'latin1')

it('keeps what makes an input fail and nothing else', async () => {
  const input = bytes(`${'x'.repeat(300)}<${'y'.repeat(500)}>${'z'.repeat(200)}`)
  const smallest = await minimise(input, async (candidate) => /<.*>/.test(Buffer.from(candidate).toString('latin1')))
  expect(Buffer.from(smallest).toString('latin1')).toBe('<>')
})

it('makes plain what does not matter', async () => {
  const smallest = await minimise(
    bytes('##!##'),
    async (candidate) => candidate.length >= 3 && candidate.includes(0x21),
  )
  expect(Buffer.from(smallest).toString('latin1')).toMatch(/^a*!a*$/)
  expect(smallest).toHaveLength(3)
})

it('tries no more often than it may', async () => {
  let calls = 0
  await minimise(Buffer.alloc(10_000), async () => ++calls % 3 === 0, { tries: 50, ms: 10_000 })
  expect(calls).toBeLessThanOrEqual(50)
})
