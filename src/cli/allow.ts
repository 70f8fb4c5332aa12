import type { Command } from 'commander'
import { withExamples } from './command.js'
import { registerListCommand } from './list-command.js'

export function register(program: Command): void {
  const command = registerListCommand(
    program,
    'allow',
    'Never refuses, challenges or slows an address or range: your office, a monitoring service, a partner.',
  )
  withExamples(command, [
    ['holdfast allow 192.0.2.7 --for 2h --note "press office"', 'for two hours'],
    ['holdfast allow 2001:db8:7::/48', 'until it is removed'],
    ['holdfast allow 192.0.2.7 --remove', 'as before'],
    ['holdfast allow --list', 'who is on the list'],
  ])
}
