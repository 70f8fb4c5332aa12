// Plain Node without packages: this runs before node_modules exists, and on a Node that may be too old.
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isOlderVersion } from './is-older-version.mjs'
import { lockDifference } from './lock-difference.mjs'
import { runCommand } from './run-command.mjs'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** A set-up that cannot go on. The message is for people and says what to do. */
export class SetupError extends Error {}

/**
 * Makes the checkout ready: the right Node, the packages of package-lock.json and, for the tests, the Debian tools.
 * Safe to repeat; does nothing when everything is there.
 * @param {{ debianTools: boolean }} options the demo needs no Debian tools, the tests do
 * @throws {SetupError} when Node is too old or packages cannot be installed. Missing Debian tools are not an error:
 *   the tests that need them are skipped by name.
 */
export async function setUp({ debianTools }) {
  checkNode()
  await installNodePackages()
  if (debianTools) await installDebianTools()
}

function checkNode() {
  const wanted = readJson('package.json').engines.node.replace('>=', '')
  if (isOlderVersion(process.versions.node, wanted)) {
    throw new SetupError(
      `Holdfast needs Node ${wanted} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
        'Install a newer one (https://nodejs.org/en/download) and try again.',
    )
  }
}

async function installNodePackages() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  const difference = existsSync(installed)
    ? lockDifference(JSON.parse(readFileSync(installed, 'utf8')), readJson('package-lock.json'))
    : 'node_modules is not there yet'
  if (difference === null) return
  say(`${difference}: installing the packages of package-lock.json (npm ci), about half a minute …`)
  // npm names itself in npm_execpath when it started us; that npm is the one the person chose.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm']
  // No package needs its install script (esbuild and Biome ship their binaries as packages), so none is trusted to run.
  const [command, ...args] = [...npm, 'ci', '--ignore-scripts', '--no-audit', '--no-fund']
  const { code } = await runCommand(command, args, { cwd: root, show: true })
  if (code !== 0) {
    throw new SetupError(
      'The packages could not be installed; npm says why above. If it could not reach the registry, see `npm ping` and the\n' +
        'proxy settings; if package.json and package-lock.json are out of step, run `npm install` and commit both.',
    )
  }
  say('packages installed')
}

/** @typedef {{ tool: string, package: string, purpose: string }} DebianTool */

/** The Debian tools that are not on the PATH. @returns {DebianTool[]} */
export function missingDebianTools() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return readJson('scripts/debian-tools.json').filter(
    ({ tool }) => !folders.some((folder) => existsSync(join(folder, tool))),
  )
}

async function installDebianTools() {
  const missing = missingDebianTools()
  if (missing.length === 0) return
  const names = missing.map((tool) => tool.package).join(' ')
  const isRoot = process.getuid?.() === 0
  const hasApt = existsSync('/usr/bin/apt-get')
  if (!isRoot || !hasApt) {
    say('these tools are missing; the tests that need them will be skipped by name and listed at the end:')
    for (const { tool, purpose } of missing) say(`  ${tool}: ${purpose}`)
    say(
      hasApt
        ? `To run them too: sudo apt-get install -y --no-install-recommends ${names}`
        : `To run them too, install: ${names}`,
    )
    return
  }
  say(`installing the Debian packages the tests use: ${names} (a minute or two) …`)
  // Another apt-get may be at work, on a fresh machine above all: wait for its lock.
  const apt = ['-q', '-o', 'DPkg::Lock::Timeout=180']
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const update = await runCommand('apt-get', [...apt, 'update'], { env })
  if (update.code !== 0)
    say(`apt-get update failed, trying with the package lists that are here:\n${lastLines(update.output)}`)
  const install = ['install', '-y', '--no-install-recommends']
  const all = await runCommand('apt-get', [...apt, ...install, ...missing.map((tool) => tool.package)], { env })
  if (all.code !== 0) say(`apt-get install failed:\n${lastLines(all.output)}`)
  const still = missingDebianTools()
  if (still.length === 0) say('Debian packages installed')
  else
    say(`still missing: ${still.map(({ tool }) => tool).join(', ')}. The tests that need them will be skipped by name.`)
}

/** @param {string} path relative to the root */
function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

/** @param {string} output */
function lastLines(output) {
  return output.trimEnd().split('\n').slice(-8).join('\n')
}

/** @param {string} text */
function say(text) {
  console.log(`set-up: ${text}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setUp({ debianTools: !process.argv.includes('--no-debian-tools') })
    say('ready')
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
