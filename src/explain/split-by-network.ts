import type { VisitSample } from '../traffic/visit-sample.js'

/**
 * Two halves of a sample, as rows in order, with each network wholly in one of them: networks come in an order that the
 * seed decides, each goes where fewer visits are. The order of the rows does not matter.
 */
export function splitByNetwork(sample: VisitSample, seed: number): { searched: Int32Array; heldBack: Int32Array } {
  const visits = new Map<number, number>()
  for (const network of sample.networks.subarray(0, sample.length)) visits.set(network, (visits.get(network) ?? 0) + 1)
  const order = inSeededOrder([...visits.keys()], seed)
  const searchedNetworks = new Set<number>()
  let difference = 0
  for (const network of order) {
    const count = visits.get(network) ?? 0
    if (difference < 0) difference += count
    else {
      searchedNetworks.add(network)
      difference -= count
    }
  }
  const searched = new Int32Array(sample.length)
  const heldBack = new Int32Array(sample.length)
  let searchedRows = 0
  let heldBackRows = 0
  for (let row = 0; row < sample.length; row++) {
    if (searchedNetworks.has(sample.networks[row] as number)) searched[searchedRows++] = row
    else heldBack[heldBackRows++] = row
  }
  return { searched: searched.slice(0, searchedRows), heldBack: heldBack.slice(0, heldBackRows) }
}

/** In the order of their scrambled values, of which no two are the same; numbers alone sort many times faster than with a function. */
function inSeededOrder(networks: readonly number[], seed: number): number[] {
  const byKey = new Map(networks.map((network) => [scramble(network, seed), network]))
  return Array.from(Uint32Array.from(byKey.keys()).sort(), (key) => byKey.get(key) ?? 0)
}

/** A 32-bit mix (the finaliser of MurmurHash3, public domain). */
function scramble(value: number, seed: number): number {
  let hash = value ^ seed
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
