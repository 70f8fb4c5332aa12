import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { SECTIONS } from '../sections.js'
import { features } from './features.js'
import { fill } from './fill-story.js'
import { generateEdition, seedTime } from './generate-edition.js'
import { Random } from './random.js'

const edition = generateEdition()
const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

describe('the seed', () => {
  test('is the same every time', () => {
    expect(digest(generateEdition())).toBe(digest(edition))
  })

  test('is two years of a small newspaper: 400 articles, 8,000 comments, 3,000 of them below one article', () => {
    expect(edition.articles).toHaveLength(400)
    expect(edition.comments).toHaveLength(8_000)
    const times = edition.articles.map((article) => Number(article.published_at))
    expect((seedTime - Math.min(...times)) / 86_400_000).toBeGreaterThan(700)
    expect(Math.max(...times)).toBeLessThanOrEqual(seedTime)
    const bridge = edition.articles.find(({ slug }) => slug === 'old-bridge-closed-to-cars-trial')
    expect(bridge?.comment_count).toBe(3_000)
  })

  test('counts its comments right', () => {
    const counts = new Map<number, number>()
    for (const { article_id } of edition.comments) counts.set(article_id, (counts.get(article_id) ?? 0) + 1)
    for (const { id, comment_count } of edition.articles) expect(counts.get(id) ?? 0).toBe(comment_count)
  })

  test('has no article twice, and every section has some', () => {
    expect(new Set(edition.articles.map(({ slug }) => slug)).size).toBe(400)
    expect(new Set(edition.articles.map(({ title }) => title)).size).toBe(400)
    for (const { id } of SECTIONS)
      expect(edition.articles.filter(({ section }) => section === id).length).toBeGreaterThan(30)
  })

  test('has no empty slots, and addresses that the routes accept', () => {
    const text = JSON.stringify([edition.articles, edition.comments])
    expect(text).not.toMatch(/[{]\w+[}]|undefined/)
    for (const { slug } of edition.articles) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })

  test('orders by id as by time, nothing comments before it is published, and nothing lies in the future', () => {
    const publishedAt = new Map(edition.articles.map(({ id, published_at }) => [id, Number(published_at)]))
    const times = edition.comments.map((comment) => Number(comment.created_at))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    for (const comment of edition.comments) {
      expect(Number(comment.created_at)).toBeGreaterThanOrEqual(publishedAt.get(comment.article_id) ?? Number.NaN)
      expect(Number(comment.created_at)).toBeLessThanOrEqual(seedTime)
    }
    for (const correction of edition.corrections) expect(Number(correction.created_at)).toBeLessThanOrEqual(seedTime)
    for (const article of edition.articles) expect(Number(article.updated_at)).toBeLessThanOrEqual(seedTime)
  })

  test('tells the story of the day', () => {
    const [lead] = features.filter(({ frontRank }) => frontRank === 1)
    expect(lead?.body.join(' ')).toMatch(/denial-of-service/)
    expect(lead?.body.join(' ')).toMatch(/no sign of a breach/)
    expect(lead?.body.join(' ')).toMatch(/reported to the National Cyber Security Centre/)
  })
})

describe('the generator', () => {
  test('gives the same numbers for the same seed, within their limits', () => {
    const draw = () => {
      const random = new Random(7)
      return Array.from({ length: 500 }, () => random.between(3, 9))
    }
    expect(draw()).toEqual(draw())
    expect(new Set(draw())).toEqual(new Set([3, 4, 5, 6, 7, 8, 9]))
  })

  test('takes a sample without taking anything twice', () => {
    expect(new Set(new Random(1).sample([1, 2, 3, 4, 5], 9))).toEqual(new Set([1, 2, 3, 4, 5]))
  })

  test('fills slots, starts sentences with a capital, and knows when a slot is unknown', () => {
    const slots = new Map([['firm', 'the Weir Bakery']])
    expect(fill('{firm} won. {firm} lost to {firm}.', slots)).toBe(
      'The Weir Bakery won. The Weir Bakery lost to the Weir Bakery.',
    )
    expect(() => fill('{frim}', slots)).toThrow('There is no slot {frim}')
  })
})
