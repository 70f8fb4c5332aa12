import type { Command } from 'commander'
import { formatAddress } from '../config/address.js'
import { certificateWarnings } from '../config/check-certificates.js'
import type { AcmeConfig, Config, OriginConfig } from '../config/config.js'
import { ConfigError } from '../config/config-error.js'
import { loadConfig } from '../config/load-config.js'
import { withExamples } from './command.js'

export function register(program: Command): void {
  const command = program
    .command('check-config')
    .description('Looks for mistakes in a configuration file, and says in short what Holdfast would do with it.')
    .argument('<file>', 'the configuration file')
    .option('--json', 'print the problems, or the configuration with all defaults')
    .action(run)
  withExamples(command, [
    ['holdfast check-config holdfast.yaml', 'before you restart'],
    ['holdfast check-config holdfast.yaml --json', 'for a program'],
  ])
}

function run(file: string, { json }: { json?: true }): void {
  try {
    const config = loadConfig(file)
    process.stdout.write(
      json ? `${JSON.stringify({ config: withoutSecrets(config) }, null, 2)}\n` : praise(file, config),
    )
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    // What was looked for was found: it is the result and belongs on standard output.
    process.stdout.write(`${json ? JSON.stringify({ problems: error.problems }, null, 2) : error.message}\n`)
    process.exitCode = 1
  }
}

/** Tokens and hashes do not belong in logs and tickets. */
function withoutSecrets(config: Config): Config {
  const partners = config.partners.map(({ name }) => ({ name, key: 'set' }))
  if (config.console === null) return { ...config, partners }
  const { listen, password, token } = config.console
  return {
    ...config,
    partners,
    console: { listen, ...(password ? { password: 'set' } : {}), ...(token ? { token: 'set' } : {}) },
  }
}

function praise(file: string, config: Config): string {
  const { platforms, listen, console, dataDir, edges } = config
  const warnings = [...config.warnings, ...certificateWarnings(config, Date.now())]
  const visitors = [
    ...listen.http.map((address) => `http ${formatAddress(address)}`),
    ...(listen.https?.addresses ?? []).map((address) => `https ${formatAddress(address)}`),
  ]
  const lines = [
    `${file} is fine.`,
    ...platforms.map(({ name, hosts, origins, activities }) => {
      const names = activities.length === 0 ? 'no activities' : activities.map((activity) => activity.name).join(', ')
      return `  ${name}: ${hosts.join(', ')} → ${origins.map(originWords).join(', ')} (${names})`
    }),
    `  visitors come in at ${visitors.join(', ')}`,
    ...(listen.https?.acme ? [fetchedWords(listen.https.acme)] : []),
    `  the console ${console === null ? 'is off' : `is at ${formatAddress(console.listen)}`}`,
    `  data in ${dataDir}, ${edges} ${edges === 1 ? 'edge' : 'edges'}`,
    ...warnings.map((warning) => `! ${warning}`),
  ]
  return `${lines.join('\n')}\n`
}

function fetchedWords({ certificates, directory }: AcmeConfig): string {
  const names = certificates.flatMap((certificate) => certificate.names)
  return `  certificates for ${names.length === 0 ? 'no host' : names.join(', ')} are fetched from ${new URL(directory).host}`
}

function originWords({ url, weight, backup }: OriginConfig): string {
  return `${url}${weight === 1 ? '' : ` ×${weight}`}${backup ? ' as backup' : ''}`
}
