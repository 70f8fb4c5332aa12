import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { type TextColumn, textTable } from '../../src/cli/text-table.js'
import { NATIVE_PEERS } from './native-peers.js'
import type { Plan, Row } from './row.js'

export interface Report {
  machine: string
  versions: string[]
  skipped: string[]
  plan: Plan
  rows: Row[]
}

const COLUMNS: readonly TextColumn[] = [
  { heading: 'figure', align: 'left' },
  { heading: 'who', align: 'left' },
  { heading: 'median', align: 'right' },
  { heading: 'min–max', align: 'right' },
  { heading: 'unit', align: 'left' },
  { heading: '× bare', align: 'right' },
  { heading: 'to reach', align: 'left' },
  { heading: '', align: 'left' },
]

export function reportOf(rows: Row[], plan: Plan): Report {
  const processors = cpus()
  return {
    machine: `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
    versions: [
      ...['undici', 'http-proxy', '@fastify/http-proxy', 'fastify'].map((name) => `${name} ${packageVersion(name)}`),
      ...NATIVE_PEERS.filter(({ program }) => program !== null).map(({ name, version }) => `${name} ${version()}`),
    ],
    skipped: NATIVE_PEERS.filter(({ program }) => program === null).map(
      ({ name, debianPackage }) => `${name} is not installed (Debian: ${debianPackage})`,
    ),
    plan,
    rows,
  }
}

export function printed({ machine, versions, skipped, plan, rows }: Report): string {
  const { rounds, requests, connections, warmUpRequests } = plan
  return [
    `${machine}; ${versions.join(', ')}`,
    `CPU: user and system time a request, ${rounds} rounds of ${requests} requests on ${connections} kept-alive connections, after ${warmUpRequests} to warm up`,
    ...skipped.map((what) => `skipped: ${what}`),
    '',
    ...textTable(COLUMNS, rows.map(cells)),
  ].join('\n')
}

function cells({ figure, contender, unit, median, least, most, ratio, target }: Row): string[] {
  return [
    figure,
    contender,
    amount(median),
    least === most ? '' : `${amount(least)}–${amount(most)}`,
    unit,
    ratio === undefined ? '' : ratio.toFixed(2),
    target?.text ?? '',
    target === undefined ? '' : target.reached ? 'reached' : 'MISSED',
  ]
}

function amount(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0)
}

function packageVersion(name: string): string {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string }
  return version
}
