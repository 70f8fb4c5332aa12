import type { VisitSample } from '../traffic/visit-sample.js'

/**
 * Two halves of a sample, as rows in order, with each network wholly in one of them: networks come in an order that the
 * seed decides, each goes where fewer visits are. The order of the rows does not matter.
 */
export function splitByNetwork(sample: VisitSample, seed: number): { searched: Int32Array; heldBack: Int32Array } {
  const visits = new Map<number, number>()
  for (const network of sample.networks.subarray(0, sample.length)) visits.set(network, (visits.get(network) ?? 0) + 1)
  const order = [...visits.keys()].sort((a, b) => scramble(a, seed) - scramble(b, seed) || a - b)
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
  const rows = Int32Array.from({ length: sample.length }, (_, row) => row)
  return {
    searched: rows.filter((row) => searchedNetworks.has(sample.networks[row] ?? 0)),
    heldBack: rows.filter((row) => !searchedNetworks.has(sample.networks[row] ?? 0)),
  }
}

/** A 32-bit mix (the finaliser of MurmurHash3, public domain). */
function scramble(value: number, seed: number): number {
  let hash = value ^ seed
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
