const COUNT = 0
const LENGTH = 1
const HEAD_BYTES = 8

/**
 * The input that a fuzzing thread works on, in memory that its parent sees too: when the thread hangs or dies, the parent
 * still knows by which input.
 */
export class CurrentInput {
  readonly buffer: SharedArrayBuffer
  readonly #head: Int32Array
  readonly #bytes: Uint8Array

  /** @param shared of another thread's CurrentInput, or the most bytes that an input has */
  constructor(shared: SharedArrayBuffer | number) {
    this.buffer = typeof shared === 'number' ? new SharedArrayBuffer(HEAD_BYTES + shared) : shared
    this.#head = new Int32Array(this.buffer, 0, 2)
    this.#bytes = new Uint8Array(this.buffer, HEAD_BYTES)
  }

  set(input: Uint8Array): void {
    this.#bytes.set(input)
    this.#head[LENGTH] = input.length
    Atomics.add(this.#head, COUNT, 1)
  }

  /** How many inputs there have been: the same number after a while means that one of them does not end. */
  get count(): number {
    return Atomics.load(this.#head, COUNT)
  }

  get input(): Uint8Array {
    return this.#bytes.slice(0, this.#head[LENGTH] ?? 0)
  }
}
