import { upperBound } from './binomial.js'
import type { Population } from './populations.js'

/**
 * What rules would touch, counted on the held-back half of the baseline. Visits of one network come together, so that ten
 * of them say less than ten of ten networks: the bound is taken for as many independent visits as the spread between
 * networks leaves (design effect of a cluster sample; Kish 1965).
 */
export class Collateral {
  readonly #heldBack: Population
  readonly #visits: Float64Array
  readonly #visitsSquared: number

  constructor(heldBack: Population) {
    this.#heldBack = heldBack
    this.#visits = new Float64Array(heldBack.networks.size)
    for (const network of heldBack.networks.of) this.#visits[network] = (this.#visits[network] ?? 0) + 1
    this.#visitsSquared = this.#visits.reduce((sum, visits) => sum + visits * visits, 0)
  }

  /**
   * Share of normal visits and its one-sided 95 % bound.
   * @param places of the held-back half that would be touched
   * @param draws how many of its visits have all attributes known that were asked for
   */
  of(places: Int32Array, draws: number): { share: number; upper: number } {
    const hits = places.length
    if (hits >= draws) return { share: 1, upper: 1 }
    const effect = this.#designEffect(places, draws)
    return { share: hits / draws, upper: upperBound(hits / effect, draws / effect) }
  }

  #designEffect(places: Int32Array, draws: number): number {
    const hits = places.length
    if (hits === 0) return 1
    const touched = new Float64Array(this.#visits.length)
    for (const place of places) {
      const network = this.#heldBack.networks.of[place] ?? 0
      touched[network] = (touched[network] ?? 0) + 1
    }
    const share = hits / draws
    let spread = share * share * this.#visitsSquared
    for (let network = 0; network < touched.length; network++) {
      const count = touched[network] ?? 0
      if (count > 0) spread += count * (count - 2 * share * (this.#visits[network] ?? 0))
    }
    return Math.max(1, spread / (draws * share * (1 - share)))
  }
}
