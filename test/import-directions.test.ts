import { afterAll, beforeAll, expect, it } from 'vitest'
import { FreshFolder } from './fresh-folder.test-support.js'

const folder = new FreshFolder()
afterAll(() => folder.remove())

/** File → what it contains. Every file that the rules must object to is in `forbidden` below, with its rule. */
const sources = {
  'src/traffic/visit.ts': 'export type Visit = number',
  'src/detect/distress.ts': "import '../traffic/visit.js'",
  'src/detect/reads-a-file.ts': "import 'node:fs'",
  'src/detect/asks-the-web.ts': "import { fetch } from 'undici'\nvoid fetch",
  'src/detect/reads-a-file.test.ts': "import 'node:fs'",
  'src/brain/status.ts': "import '../traffic/visit.js'",
  'src/brain/brain.ts': "import './status.js'\nimport '../detect/distress.js'",
  'src/console/shows-status.ts': "import '../brain/status.js'",
  'src/console/knows-the-brain.ts': "import '../brain/brain.js'",
  'src/edge/knows-the-console.ts': "import '../console/shows-status.js'",
  'src/edge/reads-the-web.ts': "import 'node:http'\nimport '../config/config.js'",
  'src/config/config.ts': "import '../traffic/visit.js'",
  'src/config/knows-the-edge.ts': "import '../edge/reads-the-web.js'",
  'src/mitigate/reads-config.ts': "import '../config/config.js'",
  'src/run/knows-the-commands.ts': "import '../cli/run.js'",
  'src/cli/run.ts': "import '../run/supervisor.js'",
  'src/run/supervisor.ts': "import '../brain/brain.js'",
  'src/sketch/a.ts': "import { b } from './b.js'\nexport const a = (): unknown => b",
  'src/sketch/b.ts': "import { a } from './a.js'\nexport const b = (): unknown => a",
  'src/sketch/one.ts': "import type { Two } from './two.js'\nexport type One = Two | 1",
  'src/sketch/two.ts': "import type { One } from './one.js'\nexport type Two = One[]",
  'src/new-folder/thing.ts': "import '../traffic/visit.js'",
  'src/cli/knows-a-platform.ts': "import '../../platforms/site/src/main.js'",
  'platforms/site/src/main.ts': 'export const site = 1',
  'platforms/site/src/knows-holdfast.ts': "import '../../../src/traffic/visit.js'",
  'src/cli/imports-a-test.ts': "import '../detect/reads-a-file.test.js'",
}

const forbidden = [
  ['src/detect/reads-a-file.ts', 'no-io-here'],
  ['src/detect/asks-the-web.ts', 'no-io-here'],
  ['src/console/knows-the-brain.ts', 'console-imports-only-what-is-below'],
  ['src/edge/knows-the-console.ts', 'edge-imports-only-what-is-below'],
  ['src/config/knows-the-edge.ts', 'config-imports-only-traffic'],
  ['src/mitigate/reads-config.ts', 'mitigate-imports-only-what-is-below'],
  ['src/run/knows-the-commands.ts', 'run-imports-only-what-is-below'],
  ['src/sketch/a.ts', 'no-cycles'],
  ['src/new-folder/thing.ts', 'folder-without-a-place'],
  ['src/cli/knows-a-platform.ts', 'product-does-not-know-the-platforms'],
  ['platforms/site/src/knows-holdfast.ts', 'platforms-stand-alone'],
  ['src/cli/imports-a-test.ts', 'tests-are-not-imported'],
] as const

interface CruiseResult {
  summary: { violations: { from: string; rule: { name: string } }[] }
}

let found: CruiseResult['summary']['violations']
beforeAll(() => {
  for (const [path, text] of Object.entries(sources)) folder.write(path, `${text}\n`)
  const cruiser = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'
  const { output } = folder.node(cruiser, '--output-type', 'json', 'src', 'platforms')
  const result: CruiseResult = JSON.parse(output)
  found = result.summary.violations
})

it.each(forbidden)('%s is objected to (%s)', (from, rule) => {
  expect(found.filter((violation) => violation.from === from).map(({ rule: { name } }) => name)).toContain(rule)
})

it('objects to nothing else', () => {
  const expected = new Set<string>(forbidden.map(([from]) => from))
  expect(found.filter(({ from }) => !expected.has(from))).toEqual([])
})
