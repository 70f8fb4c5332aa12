import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mineAgainst } from '../explain/mine-against.js'
import { prepareNormal } from '../explain/prepare-normal.js'
import type { Surroundings } from './defences.js'
import { RuleBook } from './rule-book.js'

/** Where a brain lives in a test: nothing is known from before, and searches are made in this thread. */
export function surroundings(changes: Partial<Surroundings> = {}): Surroundings {
  return {
    keyId: 'test',
    miner: async ({ normal, input }) => mineAgainst(prepareNormal(normal), input),
    load: () => null,
    save: () => {},
    book: new RuleBook(join(mkdtempSync(join(tmpdir(), 'holdfast-rules-')), 'rules.json')),
    ...changes,
  }
}
