import { expect, it } from 'vitest'
import { OwnHosts } from './own-hosts.js'

it("a platform's own hosts are those that it names, and what its patterns stand for", () => {
  const hosts = new OwnHosts(['news.example', '*.news.example'])
  const asked = ['news.example', 'a.news.example', 'a.b.news.example', 'example', 'evilnews.example', '', '.', '*']
  expect(asked.filter((host) => hosts.has(host))).toEqual(['news.example', 'a.news.example', 'a.b.news.example'])
})

it('a platform that serves every host has the one that is asked for as its own', () => {
  const hosts = new OwnHosts(['*'])
  hosts.asked = 'shop.example'
  expect([hosts.has('shop.example'), hosts.has('search.example')]).toEqual([true, false])
})
