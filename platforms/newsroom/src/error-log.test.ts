import { expect, test } from 'vitest'
import { ErrorLog } from './error-log.js'

test('a flood of errors becomes one line a second, and says how many there were', () => {
  const lines: string[] = []
  const log = new ErrorLog((line) => lines.push(line))
  for (let ms = 0; ms < 3_000; ms++) log.note(new Error('no\nplace'), ms)
  expect(lines).toEqual([
    'newsroom: no place',
    'newsroom: no place (and 999 more since the last line)',
    'newsroom: no place (and 999 more since the last line)',
  ])
})
