import type { Command } from 'commander'
import { type Demo, startDemo } from '../run/demo.js'
import { CommandFailure, withExamples } from './command.js'
import { untilStopped } from './until-stopped.js'

export function register(program: Command): void {
  const command = program
    .command('demo')
    .description('Starts a small newsroom with Holdfast in front of it, on this machine only.')
    .option('--data-dir <dir>', 'where Holdfast keeps what it must', './data')
    .option('--free-ports', 'take ports that are free instead of 8080, 7070 and 3000')
    .action(demo)
  withExamples(command, [
    ['holdfast demo', 'then open the addresses it prints'],
    ['holdfast drill flood', 'in another terminal: attack the demo and see it hold'],
  ])
}

async function demo({ dataDir, freePorts }: { dataDir: string; freePorts?: boolean }): Promise<void> {
  process.stdout.write('Starting the newsroom and Holdfast …\n')
  let started: Demo
  try {
    started = await startDemo({ ports: freePorts ? 'free' : 'usual', dataDir })
  } catch (error) {
    throw new CommandFailure(`${(error as Error).message}\nTo use other ports: holdfast demo --free-ports`)
  }
  process.stdout.write(`
  The site, through Holdfast   ${started.site}
  The same, over HTTPS         ${started.secureSite}   (a certificate of its own: browsers warn of it)
  The console                  ${started.console}
  The newsroom itself          ${started.newsroom}   (no visitor should come here)

  Rehearse an attack, in another terminal:  bin/holdfast drill flood --data-dir ${dataDir}
  Ctrl-C stops everything.

`)
  await untilStopped()
  process.stdout.write('Stopping …\n')
  await started.stop()
}
