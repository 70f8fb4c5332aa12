import type { ForbiddenRule, RuleStatus, Status } from '../../../brain/status.js'
import type { LiveEvent } from '../../view/live-event.js'
import { endWords } from '../../view/rule-words.js'
import { RulesContent } from '../../view/rules-content.js'
import type { Ask, LiveView } from './live-view.js'

/** The rules: asked for anew with each event, since they would be too much for every second of every page. */
export class RulesView implements LiveView {
  readonly #timeZone: string
  #status: Status | null = null
  #rules: RuleStatus[] = []
  #before: RuleStatus[] | null = null
  #forbidden: ForbiddenRule[] = []

  constructor({ timeZone = 'UTC' }: DOMStringMap) {
    this.#timeZone = timeZone
  }

  async load(): Promise<void> {}

  async take({ status }: LiveEvent, ask: Ask): Promise<void> {
    const [rules, forbidden] = await Promise.all([ask('/api/rules'), ask('/api/rules/forbidden')])
    this.#before = this.#status ? this.#rules : null
    this.#status = status
    this.#rules = rules as RuleStatus[]
    this.#forbidden = forbidden as ForbiddenRule[]
  }

  html(): string {
    const { now } = this.#newest()
    const [rules, forbidden, timeZone] = [this.#rules, this.#forbidden, this.#timeZone]
    return String(RulesContent({ rules, forbidden, now, timeZone }))
  }

  shown(): void {}

  /** A rule that came into force or ended is worth a word. */
  news(): string {
    const before = this.#before
    if (!before) return ''
    return this.#rules
      .flatMap(({ id, text, ended }) => {
        const old = before.find((rule) => rule.id === id)
        if (!ended && old?.ended) return [`Rule ${id} acts again: what it matches has come back.`]
        if (!ended && !old) return [`Rule ${id} came into force: ${text}`]
        return ended && old && !old.ended ? [`Rule ${id} ended. ${endWords(ended)}.`] : []
      })
      .join(' ')
  }

  tab() {
    return { title: 'Rules', level: this.#newest().level }
  }

  #newest(): Status {
    if (!this.#status) throw new Error('nothing is shown before the first event')
    return this.#status
  }
}
