import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AcmeProblem, problemIn } from './acme-problem.js'

it('says something short and printable, whatever an authority answers', () => {
  const document = fc.record(
    {
      type: fc.anything(),
      detail: fc.oneof(fc.string({ unit: 'binary', maxLength: 5000 }), fc.anything()),
      subproblems: fc.oneof(fc.array(fc.anything()), fc.anything()),
      identifier: fc.anything(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(document, fc.anything()), (body) => {
      const { message } = problemIn(400, body, null)
      expect(message).toMatch(/^The certificate authority|^This certificate authority|^Something|^The DNS/)
      expect(message.length).toBeLessThan(2_100)
      expect(message).not.toMatch(/\p{Cc}/u)
    }),
  )
})

it('tells three names at most, and knows all', () => {
  const subproblems = Array.from({ length: 100 }, (_, i) => ({
    type: 'urn:ietf:params:acme:error:dns',
    detail: 'NXDOMAIN',
    identifier: { type: 'dns', value: `h${i}.org` },
  }))
  const problem = problemIn(400, { type: 'urn:ietf:params:acme:error:malformed', subproblems }, '60')
  expect(problem.message).toContain('h2.org')
  expect(problem.message).not.toContain('h3.org')
  expect(problem.message).toMatch(/And 97 more like these\.$/)
  expect(problem.names).toHaveLength(100)
  expect(problem.retryAfter).toBe('60')
})

it('is bounded, also where it repeats what could not be understood', () => {
  expect(new AcmeProblem('x'.repeat(1_000_000)).message).toHaveLength(2_001)
})
