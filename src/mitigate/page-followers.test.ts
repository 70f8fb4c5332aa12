import { describe, expect, it } from 'vitest'
import { PageFollowers } from './page-followers.js'

const pages = (count: number, at = 0) => Array.from({ length: count }, (_, client) => ({ page: true, client, at }))

describe('who asks for the files of pages', () => {
  it('is missing where hardly anybody does', () => {
    const followers = new PageFollowers(0.5)
    expect(followers.lackIn(pages(100), 2_000)).toBe(true)
    for (let client = 0; client < 10; client++) followers.add(client, 1_000)
    expect(followers.lackIn(pages(100), 2_000)).toBe(true)
    for (let client = 10; client < 20; client++) followers.add(client, 1_000)
    expect(followers.lackIn(pages(100), 2_000)).toBe(false)
  })

  it('is not missed before browsers had the time, nor among a handful', () => {
    const followers = new PageFollowers(0.5)
    expect(followers.lackIn(pages(100, 1_500), 2_000)).toBe(false)
    expect(followers.lackIn(pages(7), 2_000)).toBe(false)
  })

  it('is not missed of apps, which ask for no pages', () => {
    const app = Array.from({ length: 500 }, (_, client) => ({ page: false, client, at: 0 }))
    expect(new PageFollowers(0.5).lackIn([...app, ...pages(20)], 2_000)).toBe(false)
  })

  it('is forgotten after a while', () => {
    const followers = new PageFollowers(0.5)
    followers.add(1, 0)
    expect(followers.has(1, 60_000)).toBe(true)
    expect(followers.has(1, 200_000)).toBe(false)
  })
})
