import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { textTable } from '../src/cli/text-table.js'
import { type GuardedSite, pause, startGuardedSite } from './guarded-site.test-support.js'
import { type Harm, harmOf, SteadyLoad } from './steady-load.test-support.js'

const PER_SECOND = 200
/** A machine that is busy with something else needs time; one that never settles cannot be measured on. */
const SETTLES_WITHIN_MS = 30_000
const AFTER_MS = 4_000

const measured: [what: string, harm: Harm][] = []

afterAll(() => {
  if (measured.length === 0) return
  const columns = [
    `what happens, at ${PER_SECOND} requests a second`,
    'requests',
    'failed',
    'failing for',
    'over 1 s',
    'slowest',
  ]
  const rows = measured.map(([what, harm]) => [
    what,
    String(harm.requests),
    harm.failed === 0 ? '0' : `${harm.failed}: ${harm.how}`,
    `${Math.round(harm.failingMs)} ms`,
    String(harm.slow),
    `${Math.round(harm.slowestMs)} ms`,
  ])
  const table = textTable(
    columns.map((heading, i) => ({ heading, align: i === 0 ? 'left' : 'right' })),
    rows,
  )
  process.stdout.write(`\n${table.join('\n')}\n\n`)
})

/** Load before, at and after the fault. @returns what visitors met from the fault on */
async function under(
  site: GuardedSite,
  what: string,
  fault: () => void | Promise<void>,
  paths?: readonly string[],
): Promise<{ harm: Harm; load: SteadyLoad; faultAt: number }> {
  const load = new SteadyLoad(site.port, PER_SECOND, paths)
  await settled(load)
  const faultAt = performance.now()
  await fault()
  await pause(AFTER_MS)
  await load.stop()
  const harm = harmOf(load.samples, faultAt)
  measured.push([what, harm])
  return { harm, load, faultAt }
}

/** Figures mean nothing unless everybody was answered, and soon, in the second before the fault. */
async function settled(load: SteadyLoad): Promise<void> {
  const begun = performance.now()
  for (;;) {
    await pause(250)
    const now = performance.now()
    const last = load.samples.filter(({ endedAt }) => endedAt > now - 1_000)
    const fine = last.every(({ outcome, startedAt, endedAt }) => outcome === 'ok' && endedAt - startedAt < 500)
    if (fine && last.length > PER_SECOND * 0.8) return
    if (now - begun > SETTLES_WITHIN_MS) throw new Error('This machine is too busy: the load never became steady.')
  }
}

async function site(settings?: string): Promise<GuardedSite> {
  const started = await startGuardedSite(settings)
  onTestFinished(() => started.stop())
  return started
}

describe('during load', () => {
  it('an edge is killed: less than a second of errors, and it is back', async () => {
    const guarded = await site()
    const [victim = 0] = guarded.pids().edges
    const { harm } = await under(guarded, 'kill -9 of one edge of two', () => void process.kill(victim, 'SIGKILL'))
    expect(harm.untilMs).toBeLessThan(1_000)
    expect(harm.failed).toBeLessThan(PER_SECOND / 4)
    const { edges } = guarded.pids()
    expect(edges).toHaveLength(2)
    expect(edges).not.toContain(victim)
    expect(await statusOf(guarded)).toMatchObject({ edges: [{}, {}] })
  })

  it('all edges are killed at once: what was under way is lost, nobody is refused, and who comes waits', async () => {
    const guarded = await site()
    const { edges } = guarded.pids()
    const { harm } = await under(guarded, 'kill -9 of both edges at once', () => {
      for (const edge of edges) process.kill(edge, 'SIGKILL')
    })
    // Not one is refused, and all others are answered in the end: as late as an edge takes to start.
    expect(harm.how).toMatch(/^(\d+ (ECONNRESET|EPIPE)(, )?)*$/)
    expect(harm.untilMs).toBeLessThan(1_000)
    expect(harm.failed).toBeLessThan(PER_SECOND / 2)
    expect(guarded.pids().edges).toHaveLength(2)
  })

  it('the brain is killed: nobody notices, and the console is back', async () => {
    const guarded = await site()
    const { brain } = guarded.pids()
    const { harm } = await under(guarded, 'kill -9 of the brain', () => void process.kill(brain, 'SIGKILL'))
    expect(harm.failed).toBe(0)
    expect(guarded.pids().brain).not.toBe(brain)
  })

  it('the brain hangs for three seconds: nobody notices', async () => {
    const guarded = await site()
    const { brain } = guarded.pids()
    const { harm } = await under(guarded, 'the brain stands still for 3 s', () => standStill(brain, 3_000))
    expect(harm.failed).toBe(0)
    expect(await statusOf(guarded)).toMatchObject({ edges: [{}, {}] })
  })

  it('an edge hangs for three seconds: its visitors wait, and nobody is turned away', async () => {
    const guarded = await site()
    const [victim = 0] = guarded.pids().edges
    const { harm } = await under(guarded, 'one edge of two stands still for 3 s', () => standStill(victim, 3_000))
    expect(harm.failed).toBe(0)
    expect(harm.slowestMs).toBeLessThan(4_500)
  })

  it('the origin is killed: copies go on, the rest hears 502 at once, and all is well when it is back', async () => {
    const guarded = await site()
    let backAt = 0
    const { harm, load, faultAt } = await under(
      guarded,
      'kill -9 of the origin, back after 2 s',
      async () => {
        guarded.origin.kill()
        await pause(2_000)
        await guarded.origin.start()
        backAt = performance.now()
      },
      ['/kept/1', '/new', '/kept/2', '/new'],
    )
    const kept = load.samples.filter(({ path }) => path.startsWith('/kept/'))
    const copies = harmOf(kept, faultAt)
    measured.push(['  of these, what the cache has a copy of', copies])
    expect(copies.failed).toBe(0)
    expect(harm.failed).toBeGreaterThan(0)
    expect(harm.how).toMatch(/^\d+ status 50[23](, \d+ status 50[23])?$/)
    expect(faultAt + harm.untilMs - backAt).toBeLessThan(1_500)
  })

  it('the supervisor is killed: no half Holdfast is left behind', async () => {
    const guarded = await site()
    const { edges, brain } = guarded.pids()
    const left = () => readdirSync(guarded.temporary)
    expect(left()).toHaveLength(1)
    process.kill(guarded.info.pid, 'SIGKILL')
    await until(async () => [...edges, brain].every((pid) => !existsSync(`/proc/${pid}`)))
    expect(edges).toHaveLength(2)
    expect(left()).toEqual([])
  })

  it('the disk is full: an address is denied all the same, and the status says what to do', async () => {
    const guarded = await site()
    const fresh = join(guarded.dataDir, 'lists.json.new')
    const entry = JSON.stringify({ list: 'deny', cidr: '192.0.2.9', ttlSeconds: 2 })
    const { harm } = await under(guarded, 'the disk is full', async () => {
      symlinkSync('/dev/full', fresh)
      const answer = await guarded.console('/api/lists', { method: 'POST', body: entry })
      expect(answer.status).toBe(201)
    })
    expect(harm.failed).toBe(0)
    expect((await statusOf(guarded)).warnings.join('\n')).toMatch(/lists hold but cannot be saved \(ENOSPC/)
    rmSync(fresh)
    await until(async () => (await statusOf(guarded)).warnings.every((warning) => !warning.includes('ENOSPC')))
  })
})

async function standStill(pid: number, ms: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  await pause(ms)
  process.kill(pid, 'SIGCONT')
}

async function statusOf(guarded: GuardedSite): Promise<{ warnings: string[]; edges: unknown[] }> {
  const answer = await guarded.console('/api/status')
  return (await answer.json()) as { warnings: string[]; edges: unknown[] }
}

async function until(condition: () => Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not come true')
    await pause(100)
  }
}
