import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { RuleStatus } from '../../brain/status.js'
import { createConsole } from '../create-console.js'
import { busyNight, searchRule } from '../sample-rules.test-support.js'
import { calmStatus, sampleView, strainedStatus } from '../sample-view.test-support.js'

const OWN_PAGE = { Host: 'localhost', 'Sec-Fetch-Site': 'same-origin' }

function consoleOver(rules: readonly RuleStatus[], status = calmStatus()) {
  const view = sampleView(status, rules)
  const { app } = createConsole({
    view,
    auth: { localToken: 'local-token-of-this-run' },
    log: pino({ enabled: false }),
  })
  const get = async (path: string) => {
    const answer = await app.request(path, { headers: { Host: 'localhost' } })
    const html = await answer.text()
    return { status: answer.status, html, words: readable(html) }
  }
  const post = (path: string, headers: Record<string, string> = OWN_PAGE) =>
    app.request(path, { method: 'POST', headers, body: new URLSearchParams() })
  return { view, get, post }
}

/** What a person reads: the text without tags, spaces folded. */
function readable(html: string): string {
  return html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<datalist.*?<\/datalist>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
}

describe('the page of rules', () => {
  it('says what each rule matches, what it does, how sure that is and whom it met', async () => {
    const { words } = await consoleOver(busyNight()).get('/rules')
    expect(words).toContain('In force 3')
    expect(words).toMatch(/Challenging since \d\d:44:50 , 2 min · rule 7 on newsroom/)
    expect(words).toContain('GET /search with a parameter q: a word of 5 to 8 letters, with no referrer.')
    expect(words).toContain('62 % of the visits in excess of normal')
    expect(words).toContain('0.02 % of normal visits, at most 0.05 % (95 % sure)')
    expect(words).toContain('41,207 visits, 318 a second now; 14 of them seem to be people (0.03 %)')
    expect(words).toContain('in 2 min unless it goes on being needed')
    expect(words).toContain('when lifted it is pinned')
    expect(words).toContain('In the last five minutes it met nobody.')
    expect(words).toContain('path is /search shape of the query is q=:word8 referrer is none')
    expect(words).toContain('user agent is one that normal visits do not have')
    expect(words).toMatch(/Withdrawn: of 122 visits that it met 81 seem to be people , \d\d:16:00 , 31 min ago/)
  })

  it('teaches while there is nothing to show', async () => {
    const { words } = await consoleOver([]).get('/rules')
    expect(words).toContain('No rule is in force. A rule appears when')
    expect(words).toContain('Here it will say of each rule why it ended.')
    expect(words).toContain('does not come into force until you permit it again')
  })

  it('pins, lifts, forbids and permits by plain forms, and redirects so that loading again does nothing', async () => {
    const { view, get, post } = consoleOver(busyNight())
    const go = async (path: string) => {
      const answer = await post(path)
      expect(answer.status).toBe(303)
      return (await get(answer.headers.get('Location') ?? '')).words
    }
    expect(await go('/rules/7/pin')).toContain('The rule is pinned')
    expect(view.rules().find(({ id }) => id === 7)?.pinned).toBe(true)
    expect(await go('/rules/7/unpin')).toContain('not pinned any more')
    expect(await go('/rules/7/lift')).toMatch(/The rule was lifted.*Lifted: an operator lifted it/)
    expect(await go('/rules/8/forbid')).toMatch(/The rule is forbidden: nothing.*Forbidden 1 .*Permit again/)
    expect(await go('/rules/8/permit')).toMatch(/permitted again.*Forbidden 0 /)
  })

  it('forbids also what has ended, once', async () => {
    const { view, get, post } = consoleOver(busyNight())
    expect((await get('/rules')).words).toContain('Never again rule 4')
    expect((await post('/rules/4/forbid')).status).toBe(303)
    expect(view.forbiddenRules().map(({ id }) => id)).toEqual([4])
    expect((await get('/rules')).words).not.toContain('Never again')
  })

  it('says beside the dangerous buttons what they do', async () => {
    const { words } = await consoleOver([searchRule()]).get('/rules')
    expect(words).toMatch(/Lift rule 7 It ends now and lets these visits in\./)
    expect(words).toMatch(/Forbid rule 7 It ends now and lets these visits in, and nothing that says the same/)
  })

  it.each([
    ['/rules/77/pin', 404, 'There is no rule 77'],
    ['/rules/4/pin', 409, 'Rule 4 has ended'],
  ])('says why %s cannot be done, and shows the rules', async (path, status, problem) => {
    const answer = await consoleOver(busyNight()).post(path)
    expect(answer.status).toBe(status)
    const html = await answer.text()
    expect(html).toMatch(new RegExp(`role="alert">${problem}`))
    expect(html).toContain('id="rule-7"')
  })

  it('has no other acts, and none for pages of somebody else', async () => {
    const { view, post } = consoleOver(busyNight())
    expect((await post('/rules/7/explode')).status).toBe(404)
    expect((await post('/rules/7/lift', { Host: 'localhost', Origin: 'https://evil.example' })).status).toBe(403)
    expect(view.rules().find(({ id }) => id === 7)?.ended).toBeNull()
  })

  it('says nothing that the address bar makes up', async () => {
    expect((await consoleOver([]).get('/rules?done=You+have+been+hacked')).html).not.toContain('hacked')
  })
})

describe('the overview', () => {
  it('says that rules are in force, and leads to them', async () => {
    const single = await consoleOver([searchRule()]).get('/')
    expect(single.words).toContain('A rule is in force: it challenges visits.')
    expect(single.html).toContain('<a href="/rules">See what they match')
    expect((await consoleOver([]).get('/')).words).not.toContain('in force')
  })

  it('says so in the card of the platform', async () => {
    const { words } = await consoleOver(busyNight(), strainedStatus()).get('/')
    expect(words).toContain('3 rules are in force: 1 challenges visits, 1 slows visits, 1 is only watching.')
    const { words: campaign } = await consoleOver(busyNight(), strainedStatus()).get('/platform/campaign')
    expect(campaign).not.toContain('in force')
  })
})

describe('a preview', () => {
  it('says of a rule what it would have done, and offers to vary it', async () => {
    const { status, html, words } = await consoleOver(busyNight()).get('/rules/7/preview')
    expect(status).toBe(200)
    expect(words).toContain('What rule 7 would have done')
    expect(words).toContain('It would touch hardly any real people')
    expect(words).toMatch(
      /Of about 45,200 visits of the last hour it would have touched about 11,700 \(26 %\)\. Nearly all of them asked for GET \/search with curl\./,
    )
    expect(words).toContain('Of 6,000 normal visits it would have touched none: of all normal visits at most 0.05 %.')
    expect(html).toContain('<option value="referrer" selected="">')
    expect(html).toContain('value="q=:word8"')
    expect(html.match(/<tr>/g)?.length).toBeGreaterThan(12)
  })

  it('tries a match of one’s own', async () => {
    const { get } = consoleOver([])
    const query = 'platform=newsroom&attribute=family&op=is&value=curl&attribute=&op=is&value='
    const { status, words } = await get(`/rules/preview?${query}`)
    expect(status).toBe(200)
    expect(words).toContain('It would touch many real people')
    expect(words).toContain('visits by curl')
    const unseen = await get('/rules/preview?platform=newsroom&attribute=family&op=unseen&value=left+over')
    expect(unseen.status).toBe(200)
    expect(unseen.words).toContain('Nothing in the last hour matched.')
  })

  it.each([
    ['platform=newsroom', 'Choose at least one thing'],
    ['platform=newsroom&attribute=&op=is&value=curl', 'Choose what of the visit is to be &quot;curl&quot;.'],
    ['platform=newsroom&attribute=route&op=is&value=/a&attribute=route&op=is&value=/b', 'Choose each thing only once.'],
    ['platform=newsroom&attribute=mood&op=is&value=bad', '0.attribute: '],
    ['platform=nobody&attribute=route&op=is&value=/a', 'There is no platform &quot;nobody&quot;.'],
    [`platform=newsroom&attribute=route&op=is&value=${'x'.repeat(600)}`, '0.value: '],
  ])('says what is wrong with ?%s', async (query, problem) => {
    const { status, html } = await consoleOver([]).get(`/rules/preview?${query}`)
    expect(status).toBe(422)
    expect(html).toContain(`role="alert">${problem}`)
  })

  it('of a rule that is not there is a page that does not exist', async () => {
    const { get } = consoleOver([])
    expect((await get('/rules/77/preview')).status).toBe(404)
    expect((await get('/rules/x/preview')).status).toBe(404)
  })
})

describe('what visitors sent', () => {
  const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&\u202e\u2028`

  it('is shown as text, with what would turn or break the line written out', async () => {
    const match = [{ attribute: 'userAgent', op: 'is', value: HOSTILE } as const]
    const hostile = searchRule({ text: HOSTILE, match })
    const ended = searchRule({
      id: 5,
      text: HOSTILE,
      match,
      state: 'ended',
      ended: { at: calmStatus().now, why: 'withdrawn', text: HOSTILE },
    })
    const forbidden = searchRule({ id: 6, text: HOSTILE, match })
    const { view, get } = consoleOver([hostile, ended, forbidden])
    view.actOnRule(6, 'forbid')
    const own = new URLSearchParams({ platform: 'newsroom', attribute: 'userAgent', op: 'is', value: HOSTILE })
    const wrong = new URLSearchParams({ platform: HOSTILE, attribute: HOSTILE, op: HOSTILE, value: HOSTILE })
    for (const path of ['/rules', '/rules/7/preview', `/rules/preview?${own}`, `/rules/preview?${wrong}`]) {
      const { html } = await get(path)
      expect(html).not.toMatch(/<script>|<img/)
      // Fields keep what was typed, so that it can be sent again.
      expect(html.replace(/ value="[^"]*"/g, '')).not.toMatch(/[\u202e\u2028]/)
    }
    expect((await get('/rules')).html).toContain('\\u{202e}')
  })
})
