import { describe, expect, it } from 'vitest'
import { areOfFewClients } from './few-clients.js'

const visits = (clients: number, each: number) => Array.from({ length: clients * each }, (_, i) => i % clients)

describe('few clients that ask for a lot', () => {
  it('are a handful of machines, also with others among them', () => {
    expect(areOfFewClients(visits(40, 20))).toBe(true)
    expect(areOfFewClients([...visits(40, 20), ...Array.from({ length: 150 }, (_, i) => 1_000 + i)])).toBe(true)
    expect(areOfFewClients(visits(1, 30))).toBe(true)
  })

  it('are not thousands that send one request, nor a handful that have only sent one yet', () => {
    expect(areOfFewClients(visits(5_000, 1))).toBe(false)
    expect(areOfFewClients(visits(5_000, 3))).toBe(false)
    expect(areOfFewClients(visits(20, 1))).toBe(false)
    expect(areOfFewClients([...visits(5, 20), ...Array.from({ length: 900 }, (_, i) => 1_000 + i)])).toBe(false)
  })

  it('are nobody where nobody came', () => {
    expect(areOfFewClients([])).toBe(true)
  })
})
