import { vi } from 'vitest'
import { commands } from './commands.js'
import { createProgram, exitCodeOf, wantedCommands } from './program.js'

/** What a call of the command printed, and with which code it ended. */
export interface CliResult {
  code: number
  out: string
  err: string
}

/** Calls `holdfast …args` in this process, as main.ts does. */
export async function runCli(...args: string[]): Promise<CliResult> {
  const printed = { out: '', err: '' }
  const capture = (stream: NodeJS.WriteStream, key: 'out' | 'err') =>
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      printed[key] += String(chunk)
      return true
    })
  const spies = [capture(process.stdout, 'out'), capture(process.stderr, 'err')]
  const codeBefore = process.exitCode
  process.exitCode = 0
  try {
    const program = await createProgram(commands, wantedCommands(commands, args))
    await program.parseAsync(args, { from: 'user' })
    return { code: Number(process.exitCode), ...printed }
  } catch (error) {
    const code = exitCodeOf(error, (text) => process.stderr.write(`${text}\n`))
    return { code, ...printed }
  } finally {
    process.exitCode = codeBefore
    for (const spy of spies) spy.mockRestore()
  }
}
