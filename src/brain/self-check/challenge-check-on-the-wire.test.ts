import { expect, it } from 'vitest'
import { answerTo } from '../../challenge/tickets.js'
import { startOver, TestBrowser } from '../../edge/challenge/browser.test-support.js'
import { decide } from '../../edge/rules.test-support.js'
import { ChallengeCheck } from './challenge-check.js'

const CHECK = '/.well-known/holdfast/check'
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: '*/*' }
const SEVERE = [{ name: 'news', level: 'severe' as const }]

it('a page whose script computes the wrong answer is noticed, and one that is mended too', async () => {
  const site = await startOver('HTTP/1.1')
  decide(site.edge, [], { severe: 'script', lastsMs: 20_000_000 })
  const check = new ChallengeCheck()
  const look = () => {
    const { platforms } = site.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).summary
    for (const { challenges } of platforms) check.take('news', challenges, site.clock.now())
    return check.says(SEVERE, [], site.clock.now())
  }
  const visitWith = async (answer: (ticket: string) => string) => {
    const browser = new TestBrowser(site)
    const page = await browser.send({ path: '/' })
    const ticket = /\?ticket=([\w-]+)/.exec(page.text)?.[1] ?? 'none'
    const body = `ticket=${ticket}&answer=${answer(ticket)}`
    return (await browser.send({ path: CHECK, method: 'POST', headers: FORM, body })).status
  }
  for (let i = 0; i < 200; i++) expect(await visitWith(() => 'undefined')).toBe(403)
  expect(look()).toEqual([expect.stringMatching(/^\d+ visits to news met the page that checks by script/)])
  expect(await visitWith(answerTo)).toBe(204)
  expect(look()).toEqual([])
})
