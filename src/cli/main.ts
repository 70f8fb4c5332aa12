import { commands } from './commands.js'
import { createProgram, exitCodeOf, wantedCommands } from './program.js'

const args = process.argv.slice(2)
try {
  const program = await createProgram(commands, wantedCommands(commands, args))
  await program.parseAsync(args, { from: 'user' })
} catch (error) {
  process.exitCode = exitCodeOf(error, (text) => console.error(text))
}
