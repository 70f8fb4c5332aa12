import type { Command } from 'commander'
import { withExamples } from './command.js'
import { registerListCommand } from './list-command.js'

export function register(program: Command): void {
  const command = registerListCommand(
    program,
    'deny',
    'Always refuses an address or range. Real people may share it: give it an end with --for.',
  )
  withExamples(command, [
    ['holdfast deny 203.0.113.0/24 --for 1h --note "search flood"', 'for an hour'],
    ['holdfast deny 203.0.113.0/24 --remove', 'as before'],
    ['holdfast deny --list', 'who is on the list'],
  ])
}
