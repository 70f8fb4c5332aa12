import type { History, HistoryPoint, Status } from '../../../brain/status.js'
import { CHART_IDS, CHART_SECONDS, chartData } from '../../view/chart-data.js'
import { LEVEL_WORDS } from '../../view/level-icon.js'
import { LiveContent, shownPlatform } from '../../view/live-content.js'
import type { LiveEvent } from '../../view/live-event.js'
import { LiveChart } from './live-chart.js'
import type { Ask, LiveView } from './live-view.js'

/** The overview, or one of several platforms: the newest second and the last five minutes. */
export class OverviewView implements LiveView {
  readonly #platformName: string | null
  readonly #timeZone: string
  #event: LiveEvent | null = null
  #before: Status | null = null
  #history: History = {}

  constructor({ platform, timeZone = 'UTC' }: DOMStringMap) {
    this.#platformName = platform ?? null
    this.#timeZone = timeZone
  }

  /** The last five minutes, so that a gap in the connection leaves no gap in the charts. */
  async load(ask: Ask): Promise<void> {
    this.#history = (await ask('/api/history')) as History
  }

  async take(event: LiveEvent): Promise<void> {
    this.#before = this.#event?.status ?? null
    this.#event = event
    this.#addPoints(event.points)
  }

  html(): string {
    const { status, inForce } = this.#newest()
    const [history, platformName, timeZone] = [this.#history, this.#platformName, this.#timeZone]
    return String(LiveContent({ status, history, inForce, platformName, timeZone }))
  }

  shown(content: Element): void {
    const platform = shownPlatform(this.#newest().status, this.#platformName)
    for (const chart of content.querySelectorAll('hf-chart')) {
      const id = CHART_IDS.find((known) => known === chart.getAttribute('data-chart'))
      if (!(chart instanceof LiveChart) || !id || !platform) continue
      chart.show(chartData(id, this.#history[platform.name] ?? [], platform), this.#timeZone)
    }
  }

  /** A change of level is worth a word, not every second. */
  news(): string {
    const before = this.#before
    if (!before) return ''
    const { platforms, sentence } = this.#newest().status
    const changes = platforms.flatMap(({ name, level }) => {
      const old = before.platforms.find((platform) => platform.name === name)?.level
      return old === undefined || old === level ? [] : [`${name}: ${LEVEL_WORDS[old]} became ${LEVEL_WORDS[level]}.`]
    })
    return changes.length === 0 ? '' : `${changes.join(' ')} ${sentence}`
  }

  tab() {
    const { status } = this.#newest()
    const named = status.platforms.find(({ name }) => name === this.#platformName)
    const level = named?.level ?? status.level
    return { title: `${LEVEL_WORDS[level]} – ${this.#platformName ?? 'overview'}`, level }
  }

  #newest(): LiveEvent {
    if (!this.#event) throw new Error('nothing is shown before the first event')
    return this.#event
  }

  #addPoints(points: Record<string, HistoryPoint>): void {
    for (const [name, point] of Object.entries(points)) {
      const known = (this.#history[name] ?? []).filter(({ t }) => t < point.t && t > point.t - CHART_SECONDS)
      this.#history[name] = [...known, point]
    }
  }
}
