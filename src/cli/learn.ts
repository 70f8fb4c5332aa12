import type { Command } from 'commander'
import { type BaselineData, ONE_ADDRESS_SHARE } from '../baseline/baseline.js'
import { addressKey } from '../brain/address-key.js'
import { baselinePath, saveBaseline } from '../brain/baseline-folder.js'
import { describeLogs } from '../logs/describe-logs.js'
import { learn } from '../replay/learn.js'
import { CommandFailure, type TargetOptions, UsageError, withExamples, withTarget } from './command.js'
import { dataDirOf } from './find-running.js'
import { progressBar, readLogs } from './read-logs.js'

interface LearnOptions extends TargetOptions {
  format?: string
  host: string[]
  platform?: string
  json?: true
}

/** Decides which visits of each hour are kept; the same logs make the same baseline. */
const SEED = 1

export function register(program: Command): void {
  const command = withTarget(program.command('learn'))
    .description(
      'Learns from access logs of ordinary days what is normal on your site, so that an attack is told from visitors at once. It is kept in the data folder.',
    )
    .argument('<log...>', 'access logs, also compressed; - for standard input')
    .option(
      '--format <format>',
      'the format of the logs, as in nginx log_format or Apache LogFormat (default: found out)',
    )
    .option(
      '--host <name>',
      "a name of your own site, to tell its pages' referrers; may be repeated (default: found out)",
      collect,
      [],
    )
    .option('--platform <name>', 'the platform of the configuration that the logs are of, where there are several')
    .option('--json', 'print what was learned for a program')
    .action(run)
  withExamples(command, [
    ['holdfast learn /var/log/nginx/access.log*', 'from the logs of the last days'],
    ['zcat old/*.gz | holdfast learn -', 'from standard input'],
    [`holdfast learn --format '$remote_addr [$time_local] "$request" $status' access.log`, 'from a format of your own'],
  ])
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

async function run(files: string[], options: LearnOptions): Promise<void> {
  if (options.host.some((name) => name.includes('/')))
    throw new UsageError('--host takes a name such as news.example.org.')
  const folder = dataDirOf(options)
  const source = await readLogs(files, options.format)
  const progress = progressBar('learning', source.bytesTotal)
  const data = await learn(source, {
    key: addressKey(folder, Date.now()),
    hosts: options.host.map((name) => name.toLowerCase()),
    progress: (bytes) => progress.at(bytes),
    seed: SEED,
  })
  progress.end()
  const troubles = describeLogs(source)
  if (data === null) {
    throw new CommandFailure(['there is not one visit in these logs that can be read.', ...troubles].join('\n  '))
  }
  const path = baselinePath(folder, options.platform)
  saveBaseline(path, data)
  process.stdout.write(options.json ? `${JSON.stringify(summary(data, path), null, 2)}\n` : words(data, path, troubles))
}

function summary(data: BaselineData, path: string) {
  const { learnedFrom, learnedTo, visits, ownHosts, volumes, followed } = data
  return {
    path,
    learnedFrom,
    learnedTo,
    visits,
    ownHosts,
    volumes,
    followed,
    values: data.values.map((texts) => texts.length),
  }
}

function words(data: BaselineData, path: string, troubles: readonly string[]): string {
  const days = (data.learnedTo - data.learnedFrom) / 86_400_000
  const minute = data.volumes.find(({ seconds }) => seconds === 60)
  const lines = [
    `Learned from ${data.visits.toLocaleString('en')} visits of ${days.toFixed(1)} days, kept in ${path}`,
    `  own names   ${data.ownHosts.slice(0, 5).join(', ') || 'none found: give --host NAME'}`,
    `  a minute    ${Math.round(minute?.median ?? 0)} visits in the middle, up to ${minute?.most.toLocaleString('en') ?? 0}`,
    `  browsers    ${Math.round(100 * data.followed)} % of page views are followed by the page's files`,
    `  kept        ${data.rowHours.length.toLocaleString('en')} visits as a sample of what is normal`,
    ...(data.mostFromOne > ONE_ADDRESS_SHARE
      ? [
          `! ${Math.round(100 * data.mostFromOne)} % of the visits come from one address: your web server logs a proxy in front of it, not the visitors.`,
          '  Let it log the visitor’s address (nginx: set_real_ip_from and real_ip_header). With Holdfast in front, set trustedProxies.',
        ]
      : []),
    ...(days < 2
      ? ['! Less than two days: other hours and the weekend are not known. More logs make fewer mistakes.']
      : []),
    ...troubles.map((trouble) => `! ${trouble}`),
  ]
  return `${lines.join('\n')}\n`
}
