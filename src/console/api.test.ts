import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { isDrillWindowSigned } from '../config/drill-window-signature.js'
import { createConsole } from './create-console.js'
import { attackNight } from './sample-friction.test-support.js'
import { calmStatus, sampleView, strainedStatus } from './sample-view.test-support.js'

const TOKEN = 'local-token-of-this-run'
const AUTHORIZED = { Host: 'localhost', Authorization: `Bearer ${TOKEN}` }

function openConsole(view = sampleView()) {
  return createConsole({ view, auth: { localToken: TOKEN }, log: pino({ enabled: false }) }).app
}

describe('the API', () => {
  it('answers the status and the history as the brain gives them', async () => {
    const view = sampleView(strainedStatus())
    const app = openConsole(view)
    const status = await app.request('/api/status', { headers: AUTHORIZED })
    expect(status.status).toBe(200)
    expect(await status.json()).toEqual(view.status())
    expect(status.headers.get('Cache-Control')).toBe('no-store')
    const history = await app.request('/api/history', { headers: AUTHORIZED })
    expect(await history.json()).toEqual(JSON.parse(JSON.stringify(view.history())))
  })

  it('answers who was slowed', async () => {
    const app = openConsole(sampleView(calmStatus(), [], attackNight()))
    const answer = await app.request('/api/friction', { headers: AUTHORIZED })
    expect(await answer.json()).toEqual(attackNight().map((entry) => ({ ...entry, id: expect.any(Number) })))
    expect((await app.request('/api/friction', { headers: { Host: 'elsewhere.example' } })).status).toBe(403)
  })

  it('adds an entry in canonical form with its note and its end, and lists it', async () => {
    const view = sampleView()
    const app = openConsole(view)
    const body = JSON.stringify({ list: 'deny', cidr: '192.0.2.77/24', note: 'scraper', ttlSeconds: 60 })
    const answer = await app.request('/api/lists', { method: 'POST', headers: AUTHORIZED, body })
    expect(answer.status).toBe(201)
    const entry = await answer.json()
    expect(entry).toMatchObject({ list: 'deny', cidr: '192.0.2.0/24', from: 'live', note: 'scraper' })
    const lists = await app.request('/api/lists', { headers: AUTHORIZED })
    expect(await lists.json()).toContainEqual(entry)
  })

  it.each([
    ['no JSON', '{', /body/],
    ['an unknown list', JSON.stringify({ list: 'maybe', cidr: '192.0.2.1' }), /list/],
    ['no address', JSON.stringify({ list: 'deny', cidr: 'example.org' }), /"example.org" is not an address or network/],
    ['a time to live of nothing', JSON.stringify({ list: 'deny', cidr: '192.0.2.1', ttlSeconds: 0 }), /ttlSeconds/],
    ['an unknown key', JSON.stringify({ list: 'deny', cidr: '192.0.2.1', forever: true }), /forever/],
    ['a note like a novel', JSON.stringify({ list: 'deny', cidr: '192.0.2.1', note: 'x'.repeat(201) }), /note/],
  ])('says what is wrong with %s, and changes nothing', async (_, body, problem) => {
    const view = sampleView()
    const before = view.lists()
    const answer = await openConsole(view).request('/api/lists', { method: 'POST', headers: AUTHORIZED, body })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: expect.stringMatching(problem) })
    expect(view.lists()).toEqual(before)
  })

  it('refuses a body larger than 8 KiB', async () => {
    const body = JSON.stringify({ list: 'deny', cidr: '192.0.2.1', note: 'x'.repeat(9000) })
    const answer = await openConsole().request('/api/lists', { method: 'POST', headers: AUTHORIZED, body })
    expect(answer.status).toBe(413)
  })

  it('removes a live entry once, and never one of the configuration', async () => {
    const app = openConsole()
    const remove = (list: string, cidr: string) =>
      app.request('/api/lists', { method: 'DELETE', headers: AUTHORIZED, body: JSON.stringify({ list, cidr }) })
    expect((await remove('deny', '203.0.113.77/32')).status).toBe(204)
    expect((await remove('deny', '203.0.113.77/32')).status).toBe(404)
    const ofFile = await remove('allow', '198.51.100.0/24')
    expect(ofFile.status).toBe(404)
    expect(await ofFile.json()).toEqual({ error: expect.stringContaining('configuration') })
  })

  it('opens one drill window at a time and closes it by its id', async () => {
    const app = openConsole()
    const drill = (method: string, body: unknown) =>
      app.request('/api/drill', { method, headers: AUTHORIZED, body: JSON.stringify(body) })
    const opened = await drill('POST', { seconds: 60 })
    expect(opened.status).toBe(201)
    const window = (await opened.json()) as { id: string; until: string; signature: string }
    expect(window).toMatchObject({ until: expect.stringMatching(/Z$/), openedBy: 'command', inUse: true })
    expect(isDrillWindowSigned(window, window.signature, TOKEN)).toBe(true)
    expect(isDrillWindowSigned({ ...window, id: 'another' }, window.signature, TOKEN)).toBe(false)
    const second = await drill('POST', { seconds: 60 })
    expect(second.status).toBe(409)
    expect(await second.json()).toEqual({ error: expect.stringContaining('is open until') })
    expect((await drill('DELETE', { id: 'another' })).status).toBe(404)
    expect((await drill('DELETE', { id: window.id })).status).toBe(204)
    expect((await drill('DELETE', { id: window.id })).status).toBe(404)
  })

  it.each([{}, { seconds: 0 }, { seconds: '60' }, { seconds: 1.5 }])('opens no drill window for %j', async (body) => {
    const app = openConsole()
    const answer = await app.request('/api/drill', { method: 'POST', headers: AUTHORIZED, body: JSON.stringify(body) })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: expect.stringContaining('seconds') })
  })

  it('answers an unknown path of the API with JSON', async () => {
    const answer = await openConsole().request('/api/weather', { headers: AUTHORIZED })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({ error: 'There is no GET /api/weather.' })
  })

  it('answers a failure of the brain without its details, and logs them', async () => {
    const lines: string[] = []
    const log = pino({}, { write: (line: string) => lines.push(line) })
    const view = {
      ...sampleView(),
      status: () => {
        throw new Error('secret detail')
      },
    }
    const { app } = createConsole({ view, auth: { localToken: TOKEN }, log })
    const answer = await app.request('/api/status', { headers: AUTHORIZED })
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('secret detail')
    expect(lines.join()).toContain('secret detail')
  })
})
