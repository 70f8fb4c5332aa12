import type { Status } from '../../../brain/status.js'
import { formatClock, formatDuration } from '../../view/format.js'
import type { LiveEvent } from '../../view/live-event.js'
import { type LiveView, NoAnswer, SignedOut } from './live-view.js'
import { morphChildren } from './morph.js'
import { OverviewView } from './overview-view.js'
import { RulesView } from './rules-view.js'

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
  /** The script runs after the page was read, so the attributes are there. */
  #view: LiveView = this.dataset.page === 'rules' ? new RulesView(this.dataset) : new OverviewView(this.dataset)
  #status: Status | null = null
  #events: EventSource | null = null
  /** Counts the tries to connect: one that was overtaken by a later one gives up. */
  #attempt = 0
  /** An event is being taken; those that come meanwhile are left out, a newer one is never far. */
  #busy = false
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

  async #connect(): Promise<void> {
    this.#rest()
    this.#attempt += 1
    const attempt = this.#attempt
    try {
      await this.#view.load(ask)
    } catch (error) {
      this.#stumble(error)
      return
    }
    if (document.hidden || !this.isConnected || attempt !== this.#attempt) return
    const events = new EventSource('/api/live')
    this.#events = events
    events.addEventListener('status', (event) => void this.#take(event, events))
    // The browser would reconnect by itself, but without what was missed meanwhile.
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

  #stumble(error: unknown): void {
    if (error instanceof SignedOut) {
      this.#rest()
      this.#show('signed-out')
    } else if (error instanceof NoAnswer) this.#lose()
    else throw error
  }

  async #take({ data }: MessageEvent<string>, events: EventSource): Promise<void> {
    if (this.#busy) return
    const event: LiveEvent = JSON.parse(data)
    // After an update this script may not know what the new server means.
    if (event.status.version !== this.dataset.version) {
      location.reload()
      return
    }
    this.#busy = true
    try {
      await this.#view.take(event, ask)
    } catch (error) {
      // A connection that was given up meanwhile has nothing to say any more.
      if (events === this.#events) this.#stumble(error)
      return
    } finally {
      this.#busy = false
    }
    if (events !== this.#events) return
    this.#status = event.status
    this.#arrivedAt = Date.now()
    this.#retryMs = FIRST_RETRY_MS
    this.#watch()
    this.#render()
    this.#show('live')
    const news = this.#view.news()
    if (news !== '') this.#announce(news)
  }

  #render(): void {
    const { content } = this.#parts()
    const rendered = document.createElement('template')
    rendered.innerHTML = this.#view.html()
    morphChildren(content, rendered.content)
    this.#view.shown(content)
    this.#markTab()
  }

  #markTab(): void {
    const { title, level } = this.#view.tab()
    const whole = `${title} – Holdfast`
    if (document.title !== whole) document.title = whole
    const icon = document.querySelector('link[rel="icon"]')
    const href = icon?.getAttribute(`data-${level}`)
    if (href && icon?.getAttribute('href') !== href) icon?.setAttribute('href', href)
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

async function ask(path: string): Promise<unknown> {
  let answer: Response
  try {
    answer = await fetch(path, { signal: AbortSignal.timeout(SILENCE_MS) })
    if (answer.ok) return await answer.json()
  } catch {
    throw new NoAnswer(path)
  }
  throw answer.status === 401 ? new SignedOut(path) : new NoAnswer(path)
}
