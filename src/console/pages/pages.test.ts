import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { FrictionStatus, Status } from '../../brain/status.js'
import { createConsole } from '../create-console.js'
import { attackNight, friction } from '../sample-friction.test-support.js'
import { calmStatus, sampleView, strainedStatus } from '../sample-view.test-support.js'

const OWN_PAGE = { Host: 'localhost', 'Sec-Fetch-Site': 'same-origin' }

function consoleOver(status: Status, measures: readonly FrictionStatus[] = []) {
  const view = sampleView(status, [], measures)
  const { app } = createConsole({
    view,
    auth: { localToken: 'local-token-of-this-run' },
    log: pino({ enabled: false }),
  })
  const get = async (path: string) => {
    const answer = await app.request(path, { headers: { Host: 'localhost' } })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  const post = (path: string, form: Record<string, string>, remoteAddress = '127.0.0.1') =>
    app.request(
      path,
      { method: 'POST', headers: OWN_PAGE, body: new URLSearchParams(form) },
      { incoming: { socket: { remoteAddress } } },
    )
  return { view, get, post }
}

function singlePlatform(status: Status): Status {
  return { ...status, platforms: status.platforms.slice(0, 1) }
}

/** What a person reads: the text without tags, spaces folded. */
function readable(html: string): string {
  return html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
}

describe('who was slowed', () => {
  it('says it in words, in bands and in a table, without a script', async () => {
    const { text } = await consoleOver(calmStatus(), attackNight()).get('/slowed')
    const words = readable(text)
    expect(words).toContain('The activity “search” was slower than usual from ')
    expect(words).toContain('search back at full speed at ')
    expect(words).toContain('donate at full speed all the time')
    expect(words).toContain('Rule 7 asked to show that a browser sent them')
    expect(words).toContain('184,220 14 to 22')
    expect(words).not.toContain('Holdfast was started again')
    const { text: all } = await consoleOver(calmStatus(), attackNight()).get('/slowed?range=week')
    expect(readable(all)).toContain('Ended: Holdfast was started again.')
  })

  it('teaches where there is nothing, and survives what visitors sent', async () => {
    const { text } = await consoleOver(calmStatus()).get('/slowed')
    expect(readable(text)).toContain('Nobody was slowed so far.')
    const hostile = friction(60, 30, { measure: 'challenge', rule: 1, text: '<img src=x onerror=alert(1)>' })
    expect((await consoleOver(calmStatus(), [hostile]).get('/slowed')).text).not.toContain('<img')
  })

  it('is mentioned on the overview while something is in force', async () => {
    const { text } = await consoleOver(singlePlatform(strainedStatus())).get('/')
    expect(readable(text)).toContain('Visitors may feel this now: Late (comment), Slowed (search).')
    expect((await consoleOver(calmStatus()).get('/')).text).not.toContain('/slowed">See')
  })
})

describe('the overview', () => {
  it('is complete without a script', async () => {
    const status = singlePlatform(strainedStatus())
    const { text } = await consoleOver(status).get('/')
    const words = readable(text)
    expect(text).toMatch(/^<!doctype html><html lang="en">/)
    expect(words).toContain(status.sentence)
    for (const warning of status.warnings) expect(words).toContain(warning)
    for (const { name } of status.platforms[0]?.activities ?? []) expect(words).toContain(name)
    for (const { route } of status.platforms[0]?.routes ?? []) expect(words).toContain(route)
    for (const reason of status.platforms[0]?.reasons ?? []) expect(words).toContain(reason)
    expect(words).toContain('875 a second')
    expect(words).toContain('402 ms or less for 95 of 100 visits calm: 112 ms, now 3.6 ×')
    expect(words).toContain('silent for 4 s')
    expect(text.match(/<svg viewBox="0 0 600 160"/g)).toHaveLength(4)
    expect(text.match(/<caption/g)).toHaveLength(4)
  })

  it('offers to load again, once or by itself', async () => {
    const { get } = consoleOver(calmStatus())
    expect((await get('/')).text).toContain('<a href="/">Refresh</a>')
    expect((await get('/')).text).not.toContain('http-equiv')
    expect((await get('/?refresh')).text).toContain('<meta http-equiv="refresh" content="10"/>')
  })

  it('names the level in words, in the title and in the icon of the tab', async () => {
    const { text } = await consoleOver(singlePlatform(strainedStatus())).get('/')
    expect(text).toContain('<title>Strained – overview – Holdfast</title>')
    expect(text).toMatch(/<link rel="icon" type="image\/svg\+xml" href="\/assets\/strained-\w+\.svg"/)
  })

  it('shows several platforms side by side, each with a page of its own', async () => {
    const { get } = consoleOver(strainedStatus())
    const overview = readable((await get('/')).text)
    expect(overview).toContain('Paused: search; slowed: comment; everything else is at full speed.')
    expect(overview).toContain('Every activity is at full speed.')
    const campaign = await get('/platform/campaign')
    expect(campaign.status).toBe(200)
    expect(readable(campaign.text)).toContain('campaign: Calm')
    expect((await get('/platform/nobody')).status).toBe(404)
  })

  it('is the page of the platform when there is only one', async () => {
    const answer = await consoleOver(calmStatus()).get('/platform/newsroom')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('Location')).toBe('/')
  })

  it('shows a Holdfast that has just started, before anything was measured', async () => {
    const [platform] = calmStatus().platforms
    if (!platform) throw new Error('the sample has a platform')
    const status: Status = {
      ...calmStatus(),
      edges: [],
      platforms: [{ ...platform, p95Ms: null, calmP95Ms: null, routes: [], activities: [], requestsPerSecond: 0 }],
    }
    const words = readable((await consoleOver(status).get('/')).text)
    expect(words).toContain('calm value not known yet')
    expect(words).toContain('No edge has reported yet.')
    expect(words).not.toMatch(/NaN|undefined|null|Infinity/)
    expect((await consoleOver({ ...status, platforms: [] }).get('/')).text).toContain('No platform is configured.')
  })

  it('says that a drill is a drill', async () => {
    const { view, get } = consoleOver(calmStatus())
    expect((await get('/')).text).not.toContain('drill-title')
    view.openDrill(60, 'command')
    expect(readable((await get('/')).text)).toContain('This is a drill')
  })
})

describe('names and texts from elsewhere', () => {
  const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&`

  it('are shown as text wherever they appear', async () => {
    const [platform] = strainedStatus().platforms
    if (!platform) throw new Error('the sample has a platform')
    const hostile = {
      ...platform,
      name: HOSTILE,
      reasons: [HOSTILE],
      routes: [{ route: HOSTILE, requestsPerSecond: 1, originTimeShare: 1 }],
      activities: platform.activities.map((activity) => ({ ...activity, name: HOSTILE })),
    }
    const status = { ...strainedStatus(), sentence: HOSTILE, version: HOSTILE, warnings: [HOSTILE] }
    for (const platforms of [[hostile], [hostile, platform]]) {
      const { view, get } = consoleOver({ ...status, platforms })
      view.addToList('deny', '192.0.2.9', { note: HOSTILE })
      for (const path of [
        '/',
        `/platform/${encodeURIComponent(HOSTILE)}`,
        '/lists',
        `/${encodeURIComponent(HOSTILE)}`,
      ]) {
        const { text } = await get(path)
        expect(text).not.toMatch(/<script>|<img/)
        expect(text.match(/<script/g)).toBeNull()
      }
    }
  })

  it('come back escaped in a form', async () => {
    const { post } = consoleOver(calmStatus())
    const answer = await post('/lists/add', { list: 'deny', cidr: HOSTILE, note: HOSTILE })
    expect(answer.status).toBe(422)
    const text = await answer.text()
    expect(text).toContain('is not an address or network')
    expect(text).not.toMatch(/<script>|<img/)
  })
})

describe('the lists', () => {
  it('show who is on them, why, until when, and what can be changed', async () => {
    const { text } = await consoleOver(calmStatus()).get('/lists')
    const words = readable(text)
    expect(words).toContain('198.51.100.0/24 the office no end in the configuration')
    expect(words).toMatch(/203\.0\.113\.77\/32 asked for 4,000 searches 3 Mar, \d\d:17 in 1 h 30 min Remove/)
    expect(text).toContain('aria-label="Remove 203.0.113.77/32 from the deny list"')
  })

  it('take an entry from a plain form and redirect, so that loading again adds nothing', async () => {
    const { view, post, get } = consoleOver(calmStatus())
    const answer = await post('/lists/add', {
      list: 'allow',
      cidr: ' 192.0.2.0/28 ',
      note: 'office',
      ttlSeconds: '3600',
    })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('Location')).toBe('/lists?done=added')
    expect((await get('/lists?done=added')).text).toContain('The entry was added.')
    expect(view.lists()).toContainEqual(
      expect.objectContaining({ list: 'allow', cidr: '192.0.2.0/28', note: 'office' }),
    )
  })

  it('say nothing that the address bar makes up', async () => {
    const { text } = await consoleOver(calmStatus()).get('/lists?done=You+have+been+hacked')
    expect(text).not.toContain('hacked')
  })

  it('keep what was typed when something is wrong with it', async () => {
    const { post } = consoleOver(calmStatus())
    const answer = await post('/lists/add', {
      list: 'allow',
      cidr: 'news.example.org',
      note: 'the office',
      ttlSeconds: '86400',
    })
    expect(answer.status).toBe(422)
    const text = await answer.text()
    expect(text).toContain('value="news.example.org"')
    expect(text).toContain('value="the office"')
    expect(text).toMatch(/<option value="86400" selected=""/)
    expect(text).toMatch(/value="allow" checked=""/)
    expect(text).toMatch(/role="alert">&quot;news.example.org&quot; is not an address or network/)
  })

  it.each([
    ['0.0.0.0/0', /very large part of the Internet/],
    ['::/16', /very large part of the Internet/],
    ['127.0.0.1', /this machine itself/],
    ['198.51.100.0/24', /holds your own address, 198.51.100.7/],
  ])('ask before denying %s', async (cidr, question) => {
    const { view, post } = consoleOver(calmStatus())
    const before = view.lists().length
    const asked = await post('/lists/add', { list: 'deny', cidr }, '198.51.100.7')
    expect(asked.status).toBe(422)
    expect(await asked.text()).toMatch(question)
    expect(view.lists()).toHaveLength(before)
    expect((await post('/lists/add', { list: 'deny', cidr, sure: 'yes' }, '198.51.100.7')).status).toBe(303)
    expect(view.lists()).toHaveLength(before + 1)
  })

  it('ask nothing before an ordinary entry, or before allowing oneself', async () => {
    const { post } = consoleOver(calmStatus())
    expect((await post('/lists/add', { list: 'deny', cidr: '192.0.2.9' }, '198.51.100.7')).status).toBe(303)
    expect((await post('/lists/add', { list: 'allow', cidr: '198.51.100.7' }, '198.51.100.7')).status).toBe(303)
  })

  it('remove an entry, and say so when it was gone already', async () => {
    const { view, post } = consoleOver(calmStatus())
    const form = { list: 'deny', cidr: '203.0.113.77/32' }
    expect((await post('/lists/remove', form)).headers.get('Location')).toBe('/lists?done=removed')
    expect((await post('/lists/remove', form)).headers.get('Location')).toBe('/lists?done=gone')
    expect(view.lists().some(({ list }) => list === 'deny')).toBe(false)
  })

  it('stay readable with thousands of entries', async () => {
    const { view, get } = consoleOver(calmStatus())
    for (let i = 0; i < 2000; i++) view.addToList('deny', `10.0.${i >> 8}.${i & 255}`, {})
    const { text } = await get('/lists')
    expect(text.match(/<button type="submit" class="quiet"/g)).toHaveLength(500)
    expect(text).toContain('and 1501 more')
  })
})

describe('a page that does not exist', () => {
  it('says so with status 404', async () => {
    const { status, text } = await consoleOver(calmStatus()).get('/nowhere')
    expect(status).toBe(404)
    expect(text).toContain('The console has no page /nowhere.')
  })
})
