import type { Command } from 'commander'
import { CommandFailure, withExamples } from './command.js'
import { readSecret } from './read-secret.js'

export function register(program: Command): void {
  const command = program
    .command('password')
    .description(
      'Makes the line for console.password in the configuration out of a password. The line does not tell the password.',
    )
    .action(run)
  withExamples(command, [
    ['holdfast password', 'asks for the password twice, without showing it'],
    ['pass show holdfast | holdfast password', 'takes the first line of the input'],
  ])
}

async function run(): Promise<void> {
  const password = await readSecret(process.stdin, process.stderr)
  const { hashPassword } = await import('../console/password.js')
  try {
    process.stdout.write(`${await hashPassword(password)}\n`)
  } catch (error) {
    if (error instanceof RangeError) throw new CommandFailure(error.message)
    throw error
  }
  if (process.stdout.isTTY) process.stderr.write('Put it in the configuration as console: { password: "…" }.\n')
}
