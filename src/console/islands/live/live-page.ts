import type { History, HistoryPoint, Status } from '../../../brain/status.js'
import type { Level } from '../../../detect/level.js'
import { CHART_IDS, CHART_SECONDS, chartData } from '../../view/chart-data.js'
import { formatClock, formatDuration } from '../../view/format.js'
import { LEVEL_WORDS } from '../../view/level-icon.js'
import { LiveContent, shownPlatform } from '../../view/live-content.js'
import { LiveChart } from './live-chart.js'
import { morphChildren } from './morph.js'

/** An event comes every second; without one for this long the connection is as good as lost. */
const SILENCE_MS = 5000
const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 15_000

type State = 'live' | 'lost' | 'signed-out'

/**
 * `<hf-live>`: keeps the figures of the page up to date, renders what the server would render, and says so when it cannot.
 * It rests while the page is hidden.
 */
export class LivePage extends HTMLElement {
  #status: Status | null = null
  #history: History = {}
  #events: EventSource | null = null
  /** Counts the tries to connect: one that was overtaken by a later one gives up. */
  #attempt = 0
  #watchdog = 0
  #retry = 0
  #retryMs = FIRST_RETRY_MS
  /** When the newest figures arrived, by this browser's clock. */
  #arrivedAt = Date.now()
  #onVisibility = () => (document.hidden ? this.#rest() : void this.#connect())

  connectedCallback(): void {
    document.addEventListener('visibilitychange', this.#onVisibility)
    if (!document.hidden) void this.#connect()
  }

  disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility)
    this.#rest()
  }

  #rest(): void {
    this.#events?.close()
    this.#events = null
    clearTimeout(this.#watchdog)
    clearTimeout(this.#retry)
  }

  /** The last five minutes first, so that a gap in the connection leaves no gap in the charts; then the live events. */
  async #connect(): Promise<void> {
    this.#rest()
    this.#attempt += 1
    const attempt = this.#attempt
    try {
      const answer = await fetch('/api/history', { signal: AbortSignal.timeout(SILENCE_MS) })
      if (answer.status === 401) return this.#show('signed-out')
      if (!answer.ok) return this.#lose()
      this.#history = await answer.json()
    } catch {
      return this.#lose()
    }
    if (document.hidden || !this.isConnected || attempt !== this.#attempt) return
    const events = new EventSource('/api/live')
    this.#events = events
    events.addEventListener('status', (event) => this.#take(event))
    // The browser would reconnect by itself, but without the points missed meanwhile.
    events.addEventListener('error', () => this.#lose())
    this.#watch()
  }

  #watch(): void {
    clearTimeout(this.#watchdog)
    this.#watchdog = setTimeout(() => this.#lose(), SILENCE_MS)
  }

  #lose(): void {
    this.#rest()
    this.#show('lost')
    this.#retry = setTimeout(() => void this.#connect(), this.#retryMs * (0.75 + Math.random() / 2))
    this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2)
  }

  #take(event: MessageEvent<string>): void {
    const { status, points }: { status: Status; points: Record<string, HistoryPoint> } = JSON.parse(event.data)
    // After an update this script may not know what the new server means.
    if (status.version !== this.dataset.version) {
      location.reload()
      return
    }
    this.#announceLevels(status)
    this.#status = status
    this.#addPoints(points)
    this.#arrivedAt = Date.now()
    this.#retryMs = FIRST_RETRY_MS
    this.#watch()
    this.#render(status)
    this.#show('live')
  }

  #addPoints(points: Record<string, HistoryPoint>): void {
    for (const [name, point] of Object.entries(points)) {
      const known = (this.#history[name] ?? []).filter(({ t }) => t < point.t && t > point.t - CHART_SECONDS)
      this.#history[name] = [...known, point]
    }
  }

  #render(status: Status): void {
    const { content } = this.#parts()
    const platformName = this.dataset.platform ?? null
    const timeZone = this.dataset.timeZone ?? 'UTC'
    const rendered = document.createElement('template')
    // hono/jsx has escaped it, as on the server.
    rendered.innerHTML = String(LiveContent({ status, history: this.#history, platformName, timeZone }))
    morphChildren(content, rendered.content)

    const platform = shownPlatform(status, platformName)
    const level = platformName === null ? status.level : (platform?.level ?? status.level)
    this.#markTab(level, platformName)
    for (const chart of content.querySelectorAll('hf-chart')) {
      const id = CHART_IDS.find((known) => known === chart.getAttribute('data-chart'))
      if (!(chart instanceof LiveChart) || !id || !platform) continue
      chart.show(chartData(id, this.#history[platform.name] ?? [], platform), timeZone)
    }
  }

  /** Title and icon of the tab, which may be all that is seen of the page. */
  #markTab(level: Level, platformName: string | null): void {
    const title = `${LEVEL_WORDS[level]} – ${platformName ?? 'overview'} – Holdfast`
    if (document.title !== title) document.title = title
    const icon = document.querySelector('link[rel="icon"]')
    const href = icon?.getAttribute(`data-${level}`)
    if (href && icon?.getAttribute('href') !== href) icon?.setAttribute('href', href)
  }

  /** Screen readers hear of a change of level, not of every second. */
  #announceLevels(next: Status): void {
    const before = this.#status
    if (!before) return
    const changes = next.platforms.flatMap(({ name, level }) => {
      const old = before.platforms.find((platform) => platform.name === name)?.level
      return old === undefined || old === level ? [] : [`${name}: ${LEVEL_WORDS[old]} became ${LEVEL_WORDS[level]}.`]
    })
    if (changes.length > 0) this.#announce(`${changes.join(' ')} ${next.sentence}`)
  }

  #announce(text: string): void {
    this.#parts().announcement.textContent = text
  }

  #show(state: State): void {
    const before = this.dataset.state
    this.dataset.state = state
    const { freshness } = this.#parts()
    if (state === 'live') {
      const dot = document.createElement('span')
      dot.className = 'dot'
      freshness.replaceChildren(dot, `Live, ${this.#figuresFrom()}`)
      if (before === 'lost') this.#announce('Connected again.')
    } else if (state === 'lost') {
      const age = formatDuration(Date.now() - this.#arrivedAt)
      freshness.textContent = `Connection lost, trying again. These figures are from ${this.#figuresFrom()}, ${age} ago.`
      if (before !== 'lost') this.#announce('Connection to Holdfast lost. The page shows old figures.')
    } else {
      const link = document.createElement('a')
      link.href = `/signin?next=${encodeURIComponent(location.pathname)}`
      link.textContent = 'Sign in again'
      freshness.replaceChildren(`Signed out. These figures are from ${this.#figuresFrom()}. `, link)
    }
  }

  /** The server's time of the figures shown. */
  #figuresFrom(): string {
    const at = this.#status?.now ?? this.querySelector('[data-part="freshness"] time')?.getAttribute('datetime')
    return at ? formatClock(at, this.dataset.timeZone ?? 'UTC') : 'an unknown time'
  }

  #parts(): { freshness: Element; announcement: Element; content: Element } {
    const part = (name: string) => {
      const element = this.querySelector(`[data-part="${name}"]`)
      if (!element) throw new Error(`the page has no part "${name}"`)
      return element
    }
    return { freshness: part('freshness'), announcement: part('announcement'), content: part('content') }
  }
}
