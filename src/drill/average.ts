/** Of what was added; null before anything was. */
export class Average {
  #sum = 0
  #count = 0

  add(value: number): void {
    this.#sum += value
    this.#count++
  }

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count
  }
}
