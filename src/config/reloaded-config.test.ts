import { describe, expect, it } from 'vitest'
import { configOf } from './config-folder.test-support.js'
import { reloadedConfig } from './reloaded-config.js'

const NEWS = '{ name: news, hosts: [news.org], origin: "http://127.0.0.1:3000" }'
const SHOP = '{ name: shop, hosts: [shop.org], origin: "http://127.0.0.1:3001" }'
const FIXED = 'dataDir: /srv/data\nedges: 2\n'
const running = () => configOf(`platforms: [${NEWS}, ${SHOP}]\n${FIXED}`)
const reloaded = (text: string) => reloadedConfig(running(), configOf(text))

describe('a configuration that is read again', () => {
  it('changes nothing when it says the same', () => {
    expect(reloaded(`platforms: [${NEWS}, ${SHOP}]\n${FIXED}`)).toEqual({
      config: running(),
      changes: [],
      needsRestart: [],
    })
  })

  it('names platforms by what became of them, wherever they stand', () => {
    const text = `platforms:
  - { name: blog, hosts: [blog.org], origin: "http://127.0.0.1:3002" }
  - { name: news, hosts: [news.org, news.net], origin: "http://127.0.0.1:4000", signedInCookie: sid }
${FIXED}`
    const { changes, config, needsRestart } = reloaded(text)
    expect(changes).toEqual([
      'platform blog added',
      'platform news: hosts, origins, signedInCookie changed',
      'platform shop removed',
    ])
    expect(config.platforms).toEqual(configOf(text).platforms)
    expect(needsRestart).toEqual([])
  })

  it('takes on lists, proxies and bounds', () => {
    const { changes, config } = reloaded(`platforms: [${NEWS}, ${SHOP}]
${FIXED}trustedProxies: [10.0.0.0/8]
deny: [192.0.2.7]
limits: { headersMs: 5000 }
listen: { http: 8080, proxyProtocol: true }
`)
    expect(changes).toEqual([
      'trustedProxies changed',
      'deny changed',
      'limits.headersMs changed',
      'listen.proxyProtocol changed',
    ])
    expect(config).toMatchObject({
      trustedProxies: ['10.0.0.0/8'],
      deny: ['192.0.2.7/32'],
      limits: { headersMs: 5000 },
    })
  })

  it('keeps what cannot change, and warns of it until the restart', () => {
    const text = `platforms: [${NEWS}, ${SHOP}]
dataDir: /srv/other
edges: 3
listen: { http: 9090 }
console: off
cache: off
limits: { queue: 7, concurrency: { max: 40 } }
`
    const { changes, config, needsRestart } = reloaded(text)
    const keys = ['dataDir', 'edges', 'console', 'cache', 'limits.queue', 'limits.concurrency', 'listen.http']
    expect(needsRestart).toEqual(keys)
    expect(changes).toEqual([])
    const { warnings, ...rest } = config
    expect({ ...rest, warnings: [] }).toEqual(running())
    expect(warnings).toEqual([expect.stringContaining(`needs a restart: ${keys.join(', ')}.`)])

    // Asked once more, the running one is still the measure; and back again there is nothing to warn of.
    expect(reloadedConfig(config, configOf(text)).needsRestart).toEqual(keys)
    expect(reloadedConfig(config, running())).toEqual({ config: running(), changes: [], needsRestart: [] })
  })
})
