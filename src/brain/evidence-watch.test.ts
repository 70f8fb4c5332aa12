import { describe, expect, it } from 'vitest'
import { sampleRules, searchRule } from '../console/sample-rules.test-support.js'
import { calmStatus, SAMPLE_NOW, sampleView, strainedStatus } from '../console/sample-view.test-support.js'
import { ALIVE_EVERY_MS, EvidenceWatch } from './evidence-watch.js'
import type { Status } from './status.js'

function watching(first: Status = calmStatus()) {
  const view = sampleView(first)
  const rules = sampleRules(['newsroom'])
  const watch = new EvidenceWatch()
  let at = SAMPLE_NOW
  const look = (status: Status) => {
    at += 1_000
    const seen = { status, rules: () => rules.rules(), friction: () => view.friction(), lists: () => view.lists() }
    return watch.see(seen, at)
  }
  look(first)
  return { view, rules, look, pass: (ms: number) => (at += ms) }
}

describe('what goes on record', () => {
  it('is how things stand at the start, and nothing while nothing happens', () => {
    const watch = new EvidenceWatch()
    const view = sampleView(calmStatus())
    const seen = {
      status: calmStatus(),
      rules: () => view.rules(),
      friction: () => view.friction(),
      lists: () => view.lists(),
    }
    expect(watch.see(seen, SAMPLE_NOW).map(({ kind }) => kind)).toEqual(['level', 'alive'])
    expect(watch.see(seen, SAMPLE_NOW + 1_000)).toEqual([])
  })

  it('is that Holdfast is alive, every ten minutes', () => {
    const { look, pass } = watching()
    pass(ALIVE_EVERY_MS)
    expect(look(calmStatus()).map(({ kind }) => kind)).toEqual(['alive'])
  })

  it('is each change of level, activity and origin, with what it was before and why', () => {
    const { look } = watching()
    const entries = look(strainedStatus())
    const level = entries.find(({ kind, platform }) => kind === 'level' && platform === 'newsroom')
    expect(level?.data).toMatchObject({ level: 'strained', from: 'calm' })
    expect(entries.filter(({ kind }) => kind === 'activity').length).toBeGreaterThan(0)
    const back = look(calmStatus())
    expect(back.find(({ kind, platform }) => kind === 'level' && platform === 'newsroom')?.data).toMatchObject({
      level: 'calm',
      from: 'strained',
    })
  })

  it('is what the operator should mend, and when it was', () => {
    const { look } = watching()
    const warned = { ...calmStatus(), warnings: ['The disk is full.'] }
    expect(look(warned).map(({ kind, data }) => [kind, data.text])).toEqual([['warning', 'The disk is full.']])
    expect(look(warned)).toEqual([])
    expect(look(calmStatus()).map(({ kind }) => kind)).toEqual(['warning-over'])
  })

  it('is each rule from its making to its end, with whom it met, and what an operator did about it', () => {
    const { rules, look } = watching()
    rules.add(searchRule({ id: 91 }))
    const [made] = look(calmStatus())
    expect(made).toMatchObject({ kind: 'rule', data: { id: 91 } })
    expect(made?.data.text).toBe(searchRule().text)
    rules.actOnRule(91, 'pin')
    expect(look(calmStatus())).toMatchObject([{ kind: 'rule-pinned', data: { id: 91, by: 'operator' } }])
    rules.actOnRule(91, 'lift')
    const ended = look(calmStatus()).find(({ kind }) => kind === 'rule-ended')
    expect(ended?.data).toMatchObject({ id: 91, why: 'lifted' })
    expect(look(calmStatus())).toEqual([])
  })

  it('is that an operator changed a list, without the address', () => {
    const { view, look } = watching()
    view.addToList('deny', '198.51.100.7', {})
    const added = look(calmStatus())
    expect(added).toMatchObject([{ kind: 'list-added', data: { list: 'deny', network: '/32', by: 'operator' } }])
    expect(JSON.stringify(added)).not.toContain('198.51')
    view.removeFromList('deny', '198.51.100.7/32')
    expect(look(calmStatus())).toMatchObject([{ kind: 'list-removed' }])
  })

  it('is when a drill could begin, and when no more: a rehearsal is never taken for an attack', () => {
    const { look } = watching()
    const drill = { id: 'a1', openedBy: 'command', inUse: true, until: new Date(SAMPLE_NOW).toISOString() } as const
    expect(look({ ...calmStatus(), drill })).toMatchObject([{ kind: 'drill', data: { id: 'a1' } }])
    expect(look(calmStatus())).toMatchObject([{ kind: 'drill-over', data: { id: 'a1' } }])
  })
})
