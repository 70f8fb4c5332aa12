import { Coverage } from './coverage.js'
import { judge, kindOf } from './judge.js'
import { minimise } from './minimise.js'
import { type MutationContext, mutate } from './mutate.js'
import { Random } from './random.js'
import type { Target } from './target.js'

/** Inputs between two looks at the coverage, which takes some milliseconds. */
const BATCH = 100
/** Kept inputs; the corpus of one run never needs more, and each is at most `mostBytes` long. */
const MOST_KEPT = 2_000
/** What long inputs show, they show at once; their offspring would only be slow. */
const LONGEST_KEPT_BYTES = 4_096

export interface FuzzOutcome {
  executions: number
  /** Blocks of code that ran. */
  features: number
  /** Inputs that each ran something new. */
  kept: number
  finding: { input: Uint8Array; why: string } | null
}

export interface FuzzOptions {
  seed: number
  forMs: number
  corpus: readonly Uint8Array[]
  /** Told of each input before it runs, so that one which never ends or ends the process is known. */
  announce: (input: Uint8Array) => void
  isOwnCode: (url: string) => boolean
}

/** Fuzzes a target for a time, or until something is found, which is then minimised. */
export async function fuzzTarget(target: Target, options: FuzzOptions): Promise<FuzzOutcome> {
  const coverage = new Coverage(options.isOwnCode)
  const undo = await target.prepare?.()
  try {
    return await new Fuzzing(target, options, coverage).run()
  } finally {
    await undo?.()
    coverage.stop()
  }
}

class Fuzzing {
  readonly #target: Target
  readonly #options: FuzzOptions
  readonly #coverage: Coverage
  readonly #random: Random
  readonly #words: readonly Buffer[]
  readonly #kept: Uint8Array[]
  #executions = 0

  constructor(target: Target, options: FuzzOptions, coverage: Coverage) {
    this.#target = target
    this.#options = options
    this.#coverage = coverage
    this.#random = new Random(options.seed)
    this.#words = target.words.map((word) => Buffer.from(word, 'latin1'))
    this.#kept = options.corpus.length > 0 ? [...options.corpus] : [new Uint8Array(0)]
  }

  async run(): Promise<FuzzOutcome> {
    const until = performance.now() + this.#options.forMs
    let bad = await this.#runAll(this.#kept)
    this.#coverage.takeNew()
    while (bad === null && performance.now() < until) {
      const batch = Array.from({ length: BATCH }, () => this.#newInput())
      bad = await this.#runAll(batch, until)
      if (bad === null && this.#coverage.hasNewTogether()) await this.#keepWhatIsNew(batch)
    }
    const finding = bad === null ? null : await this.#minimised(bad)
    return { executions: this.#executions, features: this.#coverage.features, kept: this.#kept.length, finding }
  }

  #newInput(): Uint8Array {
    const { generate, mostBytes } = this.#target
    if (generate && this.#random.integer(3) === 0) {
      const made = generate(this.#random.integer(2 ** 31)).subarray(0, mostBytes)
      return this.#random.integer(2) === 0 ? made : mutate(made, this.#random, this.#context())
    }
    return mutate(this.#random.pick(this.#kept), this.#random, this.#context())
  }

  #context(): MutationContext {
    return { words: this.#words, other: this.#random.pick(this.#kept), mostBytes: this.#target.mostBytes }
  }

  async #runAll(inputs: readonly Uint8Array[], until = Number.POSITIVE_INFINITY) {
    for (const input of inputs) {
      if (performance.now() > until) return null
      const why = await this.#run(input)
      if (why !== null) return { input, why }
    }
    return null
  }

  #run(input: Uint8Array): Promise<string | null> {
    this.#options.announce(input)
    this.#executions++
    return judge(this.#target, input)
  }

  /** Runs the inputs of a batch once more, one by one, to find those that brought something new. */
  async #keepWhatIsNew(batch: readonly Uint8Array[]): Promise<void> {
    for (const input of batch) {
      await this.#run(input)
      const isNew = this.#coverage.takeNew() > 0
      if (isNew && input.length <= LONGEST_KEPT_BYTES && this.#kept.length < MOST_KEPT) this.#kept.push(input)
    }
  }

  async #minimised({ input, why }: { input: Uint8Array; why: string }) {
    const kind = kindOf(why)
    const smallest = await minimise(input, async (candidate) => {
      const verdict = await this.#run(candidate)
      return verdict !== null && kindOf(verdict) === kind
    })
    return { input: smallest, why: (await this.#run(smallest)) ?? `${why}\n(not with this input alone)` }
  }
}
