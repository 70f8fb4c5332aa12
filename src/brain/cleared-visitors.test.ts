import { expect, it } from 'vitest'
import { configFromFlags } from '../config/load-config.js'
import { type FromBrain, fromBrain, fromEdge } from '../link/messages.js'
import { temporaryFolder } from '../replay/small-site.test-support.js'
import { Brain, type EdgeLink } from './brain.js'
import { surroundings } from './surroundings.test-support.js'

it('who refuses cookies and has passed a challenge at one edge is known to the others at once', () => {
  const config = configFromFlags({ origin: 'http://127.0.0.1:9', dataDir: temporaryFolder() })
  const brain = new Brain({ config, startedAt: 0, version: '0', now: () => 1_000, surroundings: surroundings() })
  const edges = [0, 1, 2].map((index) => {
    const told: FromBrain[] = []
    const link: EdgeLink = { index, send: (message) => void told.push(fromBrain.parse(message)) }
    brain.receive(link, { kind: 'hello', pid: index, index })
    return { link, told }
  })
  const cleared = fromEdge.parse({ kind: 'cleared', clients: [[Number.MAX_SAFE_INTEGER, 'patience']] })
  const [first] = edges
  if (first) brain.receive(first.link, cleared)
  const heard = edges.map(({ told }) => told.filter(({ kind }) => kind === 'cleared'))
  expect(heard).toEqual([[], [cleared], [cleared]])
})
