import { expect, it } from 'vitest'
import { cacheOf, get, KEY, NOON, page } from './cache.test-support.js'
import { fillRequestHeaders } from './fill-request-headers.js'

const asked = [
  'Host',
  'a.example',
  'Cookie',
  'a=1',
  'If-None-Match',
  '*',
  'if-modified-since',
  'x',
  'Cache-Control',
  'no-cache',
]

it('leaves a visitor’s conditions and wishes behind, or one visitor’s 304 would be everybody’s answer', () => {
  expect(
    fillRequestHeaders([...asked, 'Pragma', 'no-cache', 'If-Match', '"1"', 'If-Range', '"1"', 'Accept', '*/*']),
  ).toEqual(['Host', 'a.example', 'Cookie', 'a=1', 'Accept', '*/*'])
})

it('asks with the validators of the copy, and anonymously in the background', () => {
  const stored = cacheOf().store(KEY, get(), page('max-age=60', { etag: 'W/"1"', 'last-modified': 'y' }), NOON)
  if (stored.kind !== 'stored') throw new Error(stored.reason)
  expect(fillRequestHeaders(asked, stored.entry, { anonymous: true })).toEqual([
    'Host',
    'a.example',
    'if-none-match',
    'W/"1"',
    'if-modified-since',
    'y',
  ])
})

it.each([
  ['gzip;q=0.5, BR', 'br, gzip'],
  ['83719', 'identity'],
])('asks for %s as %s, as variants are told apart', (accepted, sent) => {
  expect(fillRequestHeaders(['Accept-Encoding', accepted])).toEqual(['Accept-Encoding', sent])
})
