import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { createLogger, limitedLogger } from '../config/logger.js'
import { KeptProcess } from './kept-process.js'

/** A process that is ready at once, takes every configuration on but one that says `wrong`, and ends when told to. */
const GOOD = `
process.on('message', (message) => {
  if (message === 'stop') process.exit(0)
  process.send({ reloaded: message.generation, wrong: message.config === 'wrong' ? 'no such text' : null })
})
process.send({ ready: true, consoleUrl: 'http://127.0.0.1:' + process.pid })
`

/** Processes with this text, in the place of an edge. */
function kept(text: string | (() => string), cwd: () => string = process.cwd) {
  const log: string[] = []
  const begun: ChildProcess[] = []
  const logger = createLogger({ level: 'info' }, { write: (line) => void log.push(line) })
  const part = new KeptProcess('edge 0', limitedLogger(logger, Date.now), () => {
    const child = spawn(process.execPath, ['-e', typeof text === 'string' ? text : text()], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      cwd: cwd(),
    })
    begun.push(child)
    return child
  })
  onTestFinished(() => part.stop())
  const readyAgain = () =>
    new Promise<void>((resolve) => {
      part.onReadyAgain = () => resolve()
    })
  return { part, begun, log, readyAgain }
}

const reload = (config: unknown, generation: number) => ({ config: config as never, generation })

it('is started again when it was killed, until it is told to stop', async () => {
  const { part, begun, log, readyAgain } = kept(GOOD)
  expect(await part.start()).toMatchObject({ ready: true })
  for (let round = 1; round <= 3; round++) {
    const again = readyAgain()
    begun.at(-1)?.kill('SIGKILL')
    await again
    expect(begun).toHaveLength(round + 1)
  }
  expect(log.join('')).toContain('"event":"part-ended"')
  await part.stop()
  expect(begun.at(-1)?.exitCode).toBe(0)
  expect(begun).toHaveLength(4)
})

it('takes a configuration on or says why not; one that has ended does so when it is started again', async () => {
  const { part, begun } = kept(GOOD)
  await part.start()
  expect(await part.reload(reload('fine', 1))).toBeNull()
  expect(await part.reload(reload('wrong', 2))).toBe('the edge 0: no such text')
  const [child] = begun
  child?.kill('SIGKILL')
  if (child) await once(child, 'exit')
  expect(await part.reload(reload('wrong', 3))).toBeNull()
})

it('says why it could not start, and does not try again', async () => {
  const failing = kept(`process.send({ failed: 'The port is taken.' }, () => process.exit(1))`)
  await expect(failing.part.start()).rejects.toThrow('The port is taken.')
  const ending = kept('process.exit(3)')
  await expect(ending.part.start()).rejects.toThrow('The edge 0 ended before it was ready (code 3')
  await Promise.all([failing, ending].map(({ part }) => part.stop()))
  expect(failing.begun).toHaveLength(1)
})

it('goes on trying when the system has no process to give', async () => {
  let folder = process.cwd()
  const { part, begun, log, readyAgain } = kept(GOOD, () => folder)
  await part.start()
  const again = readyAgain()
  folder = '/does/not/exist'
  const [first] = begun
  first?.kill('SIGKILL')
  while (begun.length < 3) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(begun[1]?.pid).toBeUndefined()
  folder = process.cwd()
  await again
  expect(begun.at(-1)?.pid).toBeGreaterThan(0)
  expect(log.join('')).toContain('"part":"edge 0"')
})
