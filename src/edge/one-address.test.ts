import { describe, expect, it } from 'vitest'
import { OneAddress } from './one-address.js'

const proxy = (visits: number) => new Int32Array(visits).fill(-77)
const people = (visits: number, first = 0) => Int32Array.from({ length: visits }, (_, i) => first + i)

describe('whether an address tells one visitor from another', () => {
  it('is not known at first, and then nobody is held to account', () => {
    const one = new OneAddress()
    one.count(people(499), true)
    expect([one.share, one.tellsApart]).toEqual([0, false])
    one.count(people(1), true)
    expect(one.tellsApart).toBe(true)
  })

  it('is false behind a proxy that nobody has named, and true again once it has been', () => {
    const one = new OneAddress()
    for (let i = 0; i < 20; i++) {
      one.count(proxy(380), true)
      one.count(people(20, 400 * i), true)
    }
    expect(one.share).toBeGreaterThan(0.9)
    expect(one.tellsApart).toBe(false)
    for (let i = 0; i < 60; i++) one.count(people(400, 400 * i), true)
    expect(one.tellsApart).toBe(true)
  })

  it('is not doubted because of a flood from one address', () => {
    const one = new OneAddress()
    one.count(people(600), true)
    for (let i = 0; i < 1_000; i++) one.count(proxy(400), false)
    expect(one.tellsApart).toBe(true)
  })

  it('is doubted when an edge is started in the middle of one: it knows nothing else', () => {
    const one = new OneAddress()
    one.count(proxy(600), false)
    expect(one.tellsApart).toBe(false)
    for (let i = 0; i < 5; i++) one.count(people(400, 400 * i), true)
    expect(one.tellsApart).toBe(true)
  })

  it('is known however many addresses there are', () => {
    const one = new OneAddress()
    for (let i = 0; i < 500; i++) one.count(people(400, 400 * i), true)
    expect(one.share).toBeLessThan(0.1)
    expect(one.tellsApart).toBe(true)
  })
})
