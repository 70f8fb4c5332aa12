import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** Beneath node_modules, so that its packages are found. */
const folder = fileURLToPath(new URL(`../../../node_modules/.cache/newsroom-${process.pid}/`, import.meta.url))
const entry = join(folder, 'main.js')

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: [fileURLToPath(new URL('./main.ts', import.meta.url))],
    outfile: entry,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'error',
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(...args: string[]): { child: ChildProcess; said: () => string } {
  const child = fork(entry, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let text = ''
  const add = (chunk: Buffer) => {
    text += chunk.toString()
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return { child, said: () => text }
}

test('says in one line and to its parent where it listens, answers there, and stops when asked', async () => {
  const { child, said } = start('--port', '0')
  const [message] = await once(child, 'message')
  expect(message).toEqual({ ready: true, port: expect.any(Number) })
  const address = `http://127.0.0.1:${message.port}`
  expect(await (await fetch(`${address}/health`)).json()).toEqual({ status: 'ok' })
  const front = await fetch(address)
  expect(await front.text()).toContain('The Dunmarrow Courier')

  child.kill('SIGTERM')
  expect(await once(child, 'close')).toEqual([0, null])
  expect(said()).toBe(`newsroom listening on ${address}\n`)
}, 120_000)

test('does not outlive the process that started it', async () => {
  const { child } = start('--port', '0')
  await once(child, 'message')
  child.disconnect()
  expect(await once(child, 'exit')).toEqual([0, null])
}, 120_000)

test.each([
  [['--port', '70000'], '--port must be a number from 0 to 65535, and not "70000".'],
  [['--port', '-1'], '--port'],
  [['--prot', '1'], "Unknown option '--prot'"],
  [['extra'], "Unexpected argument 'extra'"],
])('%j is wrong use: exit code 2 and what to do instead', async (args, message) => {
  const { child, said } = start(...args)
  expect(await once(child, 'close')).toEqual([2, null])
  expect(said()).toContain(message)
})

test('--help shows examples', async () => {
  const { child, said } = start('--help')
  expect(await once(child, 'close')).toEqual([0, null])
  expect(said()).toContain('Examples:')
})
