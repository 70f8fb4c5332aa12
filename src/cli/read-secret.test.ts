import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { CommandFailure } from './command.js'
import { readSecret } from './read-secret.js'

it('takes the first line of an input that is no terminal', async () => {
  expect(await readSecret(input(['correct horse battery', ' staple\r\nnext line\n']), output().stream)).toBe(
    'correct horse battery staple',
  )
  expect(await readSecret(input(['no line break']), output().stream)).toBe('no line break')
})

it('needs one, of a length that somebody would type', async () => {
  await expect(readSecret(input(['\n']), output().stream)).rejects.toThrow('there is no password in the input')
  await expect(readSecret(input([]), output().stream)).rejects.toThrow(CommandFailure)
  await expect(readSecret(input(Array(100).fill('x'.repeat(1000))), output().stream)).rejects.toThrow('is longer than')
})

it('asks twice on a terminal and shows nothing of it', async () => {
  const prompts = output()
  expect(await typed(['correct horse', 'correct horse'], prompts)).toBe('correct horse')
  expect(prompts.text()).toBe('Password (not shown): \nOnce more: \n')
})

it('makes nothing of two that differ', async () => {
  await expect(typed(['correct horse', 'correct house'], output())).rejects.toThrow('the two are not the same')
})

it('can be given up with Ctrl+C', async () => {
  await expect(typed(['\x03'], output())).rejects.toThrow('given up')
})

type Input = Parameters<typeof readSecret>[0]
type Output = Parameters<typeof readSecret>[1]

function input(chunks: string[]): Input {
  const stream = new PassThrough()
  for (const chunk of chunks) stream.write(chunk)
  stream.end()
  return stream as unknown as Input
}

/** What is written to the terminal; each question is answered as soon as it is asked. */
function output() {
  let text = ''
  const asked: ((question: string) => void)[] = []
  const stream = {
    write(part: string) {
      text += part
      for (const listener of asked) listener(part)
      return true
    },
  }
  return { stream: stream as unknown as Output, text: () => text, onQuestion: asked.push.bind(asked) }
}

/** A terminal at which these lines are typed, one for each question. */
function typed(answers: string[], prompts: ReturnType<typeof output>): Promise<string> {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => keyboard })
  prompts.onQuestion((part) => {
    if (!part.endsWith(': ')) return
    const answer = answers.shift() ?? ''
    setImmediate(() => keyboard.write(answer === '\x03' ? answer : `${answer}\r`))
  })
  return readSecret(keyboard as unknown as Input, prompts.stream)
}
