import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { CommandFailure } from './command.js'

const MAX_BYTES = 4096

/**
 * Reads a password: on a terminal it is asked for twice and not shown, otherwise it is the first line of the input.
 * @throws CommandFailure when the two differ, when there is none, or when the person gives up with Ctrl+C
 */
export async function readSecret(input: NodeJS.ReadStream, prompts: NodeJS.WriteStream): Promise<string> {
  if (!input.isTTY) return firstLine(input)
  const first = await ask(input, prompts, 'Password (not shown): ')
  const second = await ask(input, prompts, 'Once more: ')
  if (first !== second) throw new CommandFailure('the two are not the same. Nothing was made; try again.')
  return first
}

async function ask(input: NodeJS.ReadStream, prompts: NodeJS.WriteStream, question: string): Promise<string> {
  prompts.write(question)
  // readline repeats every key on its output; this one shows nothing.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: silent, terminal: true })
  const giveUp = new AbortController()
  lines.once('SIGINT', () => giveUp.abort())
  lines.once('close', () => giveUp.abort())
  try {
    return await lines.question('', { signal: giveUp.signal })
  } catch (error) {
    if (giveUp.signal.aborted) throw new CommandFailure('given up; nothing was made.')
    throw error
  } finally {
    lines.close()
    prompts.write('\n')
  }
}

async function firstLine(input: AsyncIterable<Buffer | string>): Promise<string> {
  let text = ''
  for await (const chunk of input) {
    text += chunk.toString()
    if (text.includes('\n') || text.length > MAX_BYTES) break
  }
  const line = text.split(/\r?\n/, 1)[0] ?? ''
  if (line === '') throw new CommandFailure('there is no password in the input. Write it on the first line.')
  if (line.length > MAX_BYTES) throw new CommandFailure(`the password is longer than ${MAX_BYTES} characters.`)
  return line
}
