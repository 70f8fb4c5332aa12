/** An answer of a few words, ready to be sent. */
export interface PlainAnswer {
  headers: readonly string[]
  body: Buffer
}

interface Kept extends PlainAnswer {
  status: number
  text: string
}

/**
 * Answers of a few words, as text and as JSON, made once and given out again: there is one for each reason. Of a reason
 * whose text says what the visitor sent, only the last is kept.
 */
export class PlainAnswers {
  readonly #text = new Map<string, Kept>()
  readonly #json = new Map<string, Kept>()
  readonly #fields: readonly string[]

  /** @param fields further fields of all of them, flat */
  constructor(fields: readonly string[]) {
    this.#fields = fields
  }

  /** Answers that are kept now: at most two for each reason. */
  get size(): number {
    return this.#text.size + this.#json.size
  }

  /** @param reason one of the fixed words, never a visitor's */
  get(status: number, reason: string, text: string, json: boolean): PlainAnswer {
    const all = json ? this.#json : this.#text
    const kept = all.get(reason)
    if (kept && kept.status === status && kept.text === text) return kept
    const body = Buffer.from(json ? JSON.stringify({ error: text, reason, status }) : `${text}\n`)
    const type = json ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8'
    const own = ['Content-Type', type, 'Content-Length', String(body.length), 'Holdfast-Reason', reason]
    const made = { status, text, body, headers: [...own, ...this.#fields] }
    all.set(reason, made)
    return made
  }
}
