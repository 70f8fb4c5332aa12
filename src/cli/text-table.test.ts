import { expect, it } from 'vitest'
import { textTable } from './text-table.js'

it('sets columns under each other, also when texts are coloured or missing', () => {
  const columns = [
    { heading: 'name', align: 'left' as const },
    { heading: 'n', align: 'right' as const },
    { heading: 'end', align: 'left' as const },
  ]
  expect(
    textTable(columns, [
      ['ä', '\x1b[31m1,000\x1b[39m', 'x'],
      ['longer', '2'],
    ]),
  ).toEqual(['name        n  end', 'ä       \x1b[31m1,000\x1b[39m  x', 'longer      2'])
})
