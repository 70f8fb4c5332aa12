import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { FreshFolder } from './fresh-folder.test-support.js'

const folder = new FreshFolder()
afterAll(() => folder.remove())

const build = () => folder.node('scripts/build.mjs')
const inDist = (path: string) => join(folder.path, 'dist', path)

it('compiles, bundles for browsers, copies what is read at run time, and leaves tests out', () => {
  folder.write('src/edge/kept.ts', 'export const kept: number = 1\n')
  folder.write('src/edge/gone.ts', 'export const gone = 2\n')
  folder.write('src/edge/kept.test.ts', 'throw new Error()\n')
  folder.write('src/edge/texts.json', '{"wait":"please wait"}\n')
  folder.write('platforms/site/src/main.ts', 'export const site = 3\n')
  folder.write('src/console/islands/live.ts', "document.title = 'live'\n")
  const { code, output } = build()
  expect(output).toContain('build: 3 modules, 1 browser scripts, 1 files copied, 0 stale removed')
  expect(code).toBe(0)
  expect(readFileSync(inDist('src/edge/kept.js'), 'utf8')).toContain('export const kept = 1;')
  expect(existsSync(inDist('src/edge/kept.test.js'))).toBe(false)
  expect(existsSync(inDist('src/edge/texts.json'))).toBe(true)
  expect(existsSync(inDist('platforms/site/src/main.js'))).toBe(true)
  const manifest: unknown = JSON.parse(readFileSync(inDist('src/console/assets/manifest.json'), 'utf8'))
  expect(manifest).toEqual({ 'live.ts': expect.stringMatching(/^live-[A-Z0-9]{8}\.js$/) })
})

it('bundles programs in their place; what they read beside their sources is found, and errors name the sources', () => {
  folder.write('src/cli/main.ts', "const { text } = await import('./say.js')\nprocess.stdout.write(text())\n")
  folder.write(
    'src/cli/say.ts',
    `import { readFileSync } from 'node:fs'
import { words } from '../edge/words.js'
interface Unused { a: 1 }
export const text = (): string => {
  if (process.argv.includes('--fail')) throw new Error('on purpose')
  return words() + readFileSync(new URL('../edge/texts.json', import.meta.url), 'utf8')
}
export type { Unused }
`,
  )
  folder.write(
    'src/edge/words.ts',
    "import { readFileSync } from 'node:fs'\nexport const words = () => readFileSync(new URL('./texts.json', import.meta.url), 'utf8')\n",
  )
  expect(build()).toMatchObject({ code: 0 })
  const output = '{"wait":"please wait"}\n'.repeat(2)
  expect(folder.node('dist/src/cli/main.js')).toEqual({ code: 0, output })
  // Nothing of what the compiler has made of the parts is looked for any more.
  rmSync(inDist('src/cli/say.js'))
  rmSync(inDist('src/edge/words.js'))
  expect(folder.node('dist/src/cli/main.js')).toEqual({ code: 0, output })
  const failed = folder.node('--enable-source-maps', 'dist/src/cli/main.js', '--fail')
  expect(failed.output).toContain('src/cli/say.ts:5')
  expect(build()).toMatchObject({ code: 0 })
})

it('does nothing when nothing changed', () => {
  expect(build()).toEqual({ code: 0, output: 'build: nothing changed\n' })
})

it('writes again what was deleted and removes what has no source any more', () => {
  rmSync(inDist('src/edge/kept.js'))
  rmSync(join(folder.path, 'src/edge/gone.ts'))
  expect(build()).toMatchObject({ code: 0 })
  expect(existsSync(inDist('src/edge/kept.js'))).toBe(true)
  expect(existsSync(inDist('src/edge/gone.js'))).toBe(false)
})

it('fails on a type error, and goes on failing until it is mended', () => {
  folder.write('src/edge/kept.ts', "export const kept: number = 'one'\n")
  expect(build()).toMatchObject({ code: 1, output: expect.stringContaining('src/edge/kept.ts(1,14)') })
  expect(build()).toMatchObject({ code: 1, output: expect.stringContaining('WITH ERRORS') })
  folder.write('src/edge/kept.ts', 'export const kept: number = 1\n')
  expect(build()).toMatchObject({ code: 0 })
})

it('fails on a package that would look for its files in a bundle', () => {
  const main = 'src/cli/main.ts'
  const before = readFileSync(join(folder.path, main), 'utf8')
  folder.write('src/cli/node_modules/odd/index.js', 'exports.folder = () => __dirname\n')
  folder.write(main, `${before}// @ts-expect-error: it has no types\nawait import('odd')\n`)
  expect(build()).toMatchObject({ code: 1, output: expect.stringContaining('odd seems to look for files') })
  folder.write(main, before)
  expect(build()).toMatchObject({ code: 0 })
})

it('fails on a browser script that cannot be bundled', () => {
  folder.write('src/console/islands/live.ts', "import './nowhere.js'\n")
  expect(build()).toMatchObject({ code: 1, output: expect.stringContaining('nowhere.js') })
})
