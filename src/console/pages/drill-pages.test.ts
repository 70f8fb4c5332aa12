import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { createConsole } from '../create-console.js'
import { calmStatus, sampleView } from '../sample-view.test-support.js'

const OWN_PAGE = { Host: 'localhost', 'Sec-Fetch-Site': 'same-origin' }

function openConsole() {
  const view = sampleView(calmStatus())
  const { app } = createConsole({
    view,
    auth: { localToken: 'local-token-of-this-run' },
    log: pino({ enabled: false }),
  })
  const get = async (path: string) => (await app.request(path, { headers: { Host: 'localhost' } })).text()
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = OWN_PAGE) =>
    app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields) })
  return { view, get, post }
}

describe('the page of drills', () => {
  it('opens a window ahead, says how long it is open still, and closes it', async () => {
    const { view, get, post } = openConsole()
    expect(await get('/drill')).toContain('Open the window')
    const opened = await post('/drill/open', { minutes: '15' })
    expect([opened.status, opened.headers.get('Location')]).toEqual([303, '/drill?done=opened'])
    const { drill } = view.status()
    expect(drill).toMatchObject({ openedBy: 'console', inUse: false })
    const page = await get('/drill?done=opened')
    expect(page).toContain('A drill window is open')
    expect(page).toContain('For another 15 min')
    expect(page).not.toContain('Open the window')
    expect(await get('/')).toContain('A drill window is open')
    const closed = await post('/drill/close', { id: drill?.id ?? '' })
    expect(closed.headers.get('Location')).toBe('/drill?done=closed')
    expect(view.status().drill).toBeNull()
    expect((await post('/drill/close', { id: 'a1b2c3' })).headers.get('Location')).toBe('/drill?done=gone')
  })

  it('says that a drill is a drill, and lets anybody close it', async () => {
    const { view, get } = openConsole()
    view.openDrill(60, 'command')
    for (const page of [await get('/'), await get('/drill')]) {
      expect(page).toContain('This is a drill')
      expect(page).toContain('Close now')
    }
  })

  it.each(['', '1', '31', '1e9', '-5', 'NaN'])('opens none for "%s" minutes', async (minutes) => {
    const { view, post } = openConsole()
    expect((await post('/drill/open', { minutes })).status).toBe(422)
    expect(view.status().drill).toBeNull()
  })

  it('opens no second one, and nothing for a page from elsewhere', async () => {
    const { view, post } = openConsole()
    const elsewhere = { Host: 'localhost', 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }
    expect((await post('/drill/open', { minutes: '5' }, elsewhere)).status).toBe(403)
    expect(view.status().drill).toBeNull()
    view.openDrill(60, 'command')
    const second = await post('/drill/open', { minutes: '5' })
    expect(second.status).toBe(409)
    expect(await second.text()).toContain('is open until')
    expect((await post('/drill/close', { id: 'a1b2c3' }, elsewhere)).status).toBe(403)
    expect(view.status().drill).not.toBeNull()
  })
})
