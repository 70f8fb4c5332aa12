import { describe, expect, it } from 'vitest'
import type { RuleStatus, Status } from '../brain/status.js'
import { metricsText } from './metrics.js'
import { crowdNight } from './sample-friction.test-support.js'
import { busyNight, searchRule } from './sample-rules.test-support.js'
import { calmStatus, strainedStatus } from './sample-view.test-support.js'

/** Reads the Prometheus text format: name and labels → value. Throws on a line that is neither comment nor sample. */
function parseMetrics(text: string): Map<string, number> {
  const samples = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '' || /^# (HELP|TYPE) \w+ /.test(line)) continue
    const match = /^(\w+(?:\{(?:\w+="(?:[^"\\\n]|\\.)*",?)*\})?) (\S+)$/.exec(line)
    if (!match?.[1] || !match[2]) throw new Error(`not a sample: ${line}`)
    expect(samples.has(match[1]), `${match[1]} comes twice`).toBe(false)
    samples.set(match[1], Number(match[2]))
  }
  return samples
}

async function metricsOf(status: Status, rules: readonly RuleStatus[] = []): Promise<Map<string, number>> {
  return parseMetrics((await metricsText(status, rules)).text)
}

describe('the metrics', () => {
  it('carry the figures of the status in base units', async () => {
    const metrics = await metricsOf(strainedStatus())
    expect(metrics.get('holdfast_level')).toBe(1)
    expect(metrics.get('holdfast_platform_level{platform="campaign"}')).toBe(0)
    expect(metrics.get('holdfast_platform_distress{platform="newsroom"}')).toBe(0.71)
    expect(metrics.get('holdfast_visits_total{platform="newsroom",outcome="served"}')).toBe(1_204_311)
    expect(metrics.get('holdfast_latency_p95_seconds{platform="newsroom"}')).toBe(0.402)
    expect(metrics.get('holdfast_activity_state{platform="newsroom",activity="search",tier="deferrable"}')).toBe(2)
    expect(metrics.get('holdfast_edge_memory_bytes{edge="0"}')).toBe(164 * 1024 * 1024)
    expect(metrics.get('holdfast_edge_silent_seconds{edge="1"}')).toBe(4.3)
    expect(metrics.get('holdfast_edge_structure_bound{edge="0",structure="cache"}')).toBe(64)
    expect(metrics.get('holdfast_edge_refusals_total{edge="0",reason="malformed"}')).toBe(3)
    expect(metrics.get('holdfast_certificate_end_time_seconds{name="news.example.org"}')).toBe(1_804_464_000)
    expect(metrics.get('holdfast_info{version="0.1.0"}')).toBe(1)
  })

  it('tell how each origin is', async () => {
    const metrics = await metricsOf(strainedStatus())
    const of = (name: string, port: number) =>
      metrics.get(`holdfast_${name}{platform="newsroom",origin="http://127.0.0.1:${port}"}`)
    expect([of('origin_state', 3000), of('origin_state', 3001)]).toEqual([0, 1])
    expect([of('origin_requests', 3000), of('origin_failures_per_second', 3001)]).toEqual([24, 1.6])
  })

  it('have no sample where nothing was measured', async () => {
    const metrics = await metricsOf(strainedStatus())
    expect(metrics.has('holdfast_queue_wait_p95_seconds{platform="newsroom"}')).toBe(true)
    expect(metrics.has('holdfast_queue_wait_p95_seconds{platform="campaign"}')).toBe(false)
  })

  it('have no end of certificates where there are none, which an alarm would take for long over', async () => {
    const { text } = await metricsText({ ...calmStatus(), certificates: [] }, [])
    expect(text).not.toContain('certificate')
  })

  it('do not grow with what visitors do: neither routes nor reasons become labels', async () => {
    const status = calmStatus()
    const [platform] = status.platforms
    const before = (await metricsOf(status)).size
    platform?.routes.push(
      ...Array.from({ length: 500 }, (_, i) => ({ route: `GET /${i}`, requestsPerSecond: 1, originTimeShare: 0 })),
    )
    platform?.reasons.push('one more reason')
    expect((await metricsOf(status)).size).toBe(before)
  })

  it('count the rules in force by what they do, and the visits that meet them', async () => {
    const metrics = await metricsOf(strainedStatus(), [searchRule({ id: 11, hitsPerSecond: 1.6 }), ...busyNight()])
    const of = (name: string, platform: string, measure: string) =>
      metrics.get(`holdfast_${name}{platform="${platform}",measure="${measure}"}`)
    expect(['watch', 'slow', 'challenge'].map((measure) => of('rules', 'newsroom', measure))).toEqual([1, 1, 2])
    expect(of('rule_hits_per_second', 'newsroom', 'challenge')).toBe(320)
    expect(of('rules', 'campaign', 'challenge')).toBe(0)
    expect(of('rule_hits_per_second', 'campaign', 'slow')).toBe(0)
  })

  it('do not grow with the rules: neither numbers nor texts of rules become labels', async () => {
    const before = (await metricsOf(calmStatus())).size
    const rules = Array.from({ length: 150 }, (_, i) => searchRule({ id: i, text: `rule ${i}` }))
    expect((await metricsOf(calmStatus(), rules)).size).toBe(before)
  })

  it('count challenges by kind, measures that touch visitors, and what self-checks find', async () => {
    const status = strainedStatus()
    const [newsroom] = status.platforms
    if (newsroom) newsroom.challenges.script = { given: 400, passed: 31 }
    const checks = status.checks.map((one) => (one.check === 'disk' ? { ...one, says: ['The disk is full.'] } : one))
    const metrics = await metricsOf({ ...status, friction: crowdNight(), checks })
    const challenges = (name: string, demand: string) =>
      metrics.get(`holdfast_challenges_${name}_total{platform="newsroom",demand="${demand}"}`)
    expect(['given', 'passed'].map((name) => challenges(name, 'script'))).toEqual([400, 31])
    expect(challenges('given', 'work')).toBe(0)
    expect(metrics.get('holdfast_friction{platform="newsroom",measure="slowed"}')).toBe(1)
    expect(metrics.get('holdfast_friction{platform="newsroom",measure="challenge"}')).toBe(0)
    expect(metrics.get('holdfast_friction{platform="campaign",measure="slowed"}')).toBe(0)
    expect(metrics.get('holdfast_self_check{check="disk"}')).toBe(1)
    expect(metrics.get('holdfast_self_check{check="challenges"}')).toBe(0)
  })

  it('tell a drill from the real thing', async () => {
    const drill = { id: 'a', until: calmStatus().now, openedBy: 'command' as const, inUse: true }
    expect((await metricsOf({ ...calmStatus(), drill })).get('holdfast_drill')).toBe(1)
    expect((await metricsOf(calmStatus())).get('holdfast_drill')).toBe(0)
  })

  it('escape a name from the configuration', async () => {
    const status = calmStatus()
    const [platform] = status.platforms
    if (platform) platform.name = 'a"b\\c\nd'
    const metrics = await metricsOf(status)
    expect(metrics.get('holdfast_platform_level{platform="a\\"b\\\\c\\nd"}')).toBe(0)
  })

  it('are there before any platform or edge has reported', async () => {
    const metrics = await metricsOf({ ...calmStatus(), platforms: [], edges: [] })
    expect(metrics.get('holdfast_warnings')).toBe(0)
  })
})
