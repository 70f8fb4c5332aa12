import { describe, expect, it } from 'vitest'
import { CERTIFICATE, KEY_OF_CERTIFICATE } from './certificates.test-support.js'
import { certificateWarnings } from './check-certificates.js'
import { configOf, problemLines } from './config-folder.test-support.js'
import { reloadedConfig } from './reloaded-config.js'

const FILES = { 'c.pem': CERTIFICATE, 'k.pem': KEY_OF_CERTIFICATE }

/** @param platforms names, each with its hosts */
function written(platforms: Record<string, string[]>, { http = '80', https = '', acme = '' } = {}): string {
  const list = Object.entries(platforms).map(
    ([name, hosts], i) => `  - { name: ${name}, hosts: [${hosts.join(', ')}], origin: "http://127.0.0.1:300${i}" }\n`,
  )
  const line = `listen: { ${http && `http: ${http}, `}https: { address: 443, ${https}acme: { agreeToTerms: true${acme} } } }`
  return `platforms:\n${list.join('')}${line}\ndataDir: /srv/data\n`
}

const FOLDER = '/srv/data/acme/acme-v02.api.letsencrypt.org-directory'

describe('certificates to fetch', () => {
  it('are one for each platform, in a folder of the authority', () => {
    const { listen, warnings } = configOf(
      written({ news: ['news.org', 'www.news.org'], shop: ['Shop.ORG'] }, { acme: ', email: me@news.org' }),
    )
    expect(listen.https).toEqual({
      addresses: [{ host: '::', port: 443 }],
      certificates: [
        { cert: `${FOLDER}/news.1.pem`, key: `${FOLDER}/news.1.pem`, awaited: true },
        { cert: `${FOLDER}/shop.1.pem`, key: `${FOLDER}/shop.1.pem`, awaited: true },
      ],
      acme: {
        directory: 'https://acme-v02.api.letsencrypt.org/directory',
        email: 'me@news.org',
        folder: FOLDER,
        certificates: [
          { platform: 'news', names: ['news.org', 'www.news.org'], file: `${FOLDER}/news.1.pem` },
          { platform: 'shop', names: ['shop.org'], file: `${FOLDER}/shop.1.pem` },
        ],
      },
    })
    expect(warnings).toEqual([])
    const trial = configOf(written({ news: ['news.org'] }, { acme: ', directory: "http://127.0.0.1:14000/dir"' }))
    expect(trial.listen.https?.acme).toMatchObject({ email: null, folder: '/srv/data/acme/127.0.0.1-14000-dir' })
  })

  it('have at most 100 names each', () => {
    const hosts = Array.from({ length: 250 }, (_, i) => `h${i}.org`)
    const certificates = configOf(written({ news: hosts })).listen.https?.acme?.certificates ?? []
    expect(certificates.map(({ names }) => names.length)).toEqual([100, 100, 50])
    expect(certificates.flatMap(({ names }) => names)).toEqual(hosts)
    expect(new Set(certificates.map(({ file }) => file)).size).toBe(3)
  })

  it('are none for hosts that a file is for, which comes first', () => {
    const { listen } = configOf(
      written({ news: ['news.example.org', 'www.example.org'] }, { https: 'cert: c.pem, key: k.pem, ' }),
      FILES,
    )
    expect(listen.https?.acme?.certificates).toMatchObject([{ names: ['www.example.org'] }])
    expect(listen.https?.certificates).toMatchObject([{ cert: expect.stringMatching(/c\.pem$/) }, { awaited: true }])
  })

  it('are none for wildcards, which is said where they stand', () => {
    expect(problemLines(written({ news: ['news.org', '"*.news.org"'], rest: ['"*"'] }))).toEqual([
      expect.stringMatching(
        /^2:37 platforms\[0\]\.hosts\[1\]: `\*\.news\.org` can have no certificate by listen\.https\.acme: .*expected each name by itself, or a certificate for `\*\.news\.org` in files$/,
      ),
      expect.stringMatching(/^3:27 platforms\[1\]\.hosts\[0\]: `\*` can have no certificate/),
    ])
  })

  it('are none for addresses and this machine itself, with a warning', () => {
    const { listen, warnings } = configOf(written({ news: ['news.org', '192.0.2.7', '"[::1]"', 'localhost'] }))
    expect(listen.https?.acme?.certificates).toMatchObject([{ names: ['news.org'] }])
    expect(warnings).toEqual([
      'listen.https.acme: for 192.0.2.7, [::1], localhost no authority has certificates, so none is fetched.',
    ])
  })
})

describe('port 80', () => {
  it('is needed, by Holdfast or by what is in front of it', () => {
    expect(problemLines(written({ news: ['news.org'] }, { http: '' }))).toEqual([
      expect.stringMatching(
        /^3:40 listen\.https\.acme: .*over HTTP, on port 80, expected an address under listen\.http$/,
      ),
    ])
    expect(configOf(written({ news: ['news.org'] }, { http: '8080' })).warnings).toEqual([
      expect.stringMatching(
        /asks on port 80, and listen\.http has 8080\. Something in front of Holdfast must pass port 80/,
      ),
    ])
  })
})

describe('the warnings about files', () => {
  it('say nothing about those that are still to be fetched', () => {
    expect(certificateWarnings(configOf(written({ news: ['news.org'] })), Date.now())).toEqual([])
  })
})

describe('a configuration that is read again', () => {
  const running = () => configOf(written({ news: ['news.org'] }))

  it('has other certificates to fetch', () => {
    const more = reloadedConfig(running(), configOf(written({ news: ['news.org'], shop: ['shop.org'] })))
    expect(more.changes).toEqual(['platform shop added', 'listen.https: other certificates'])
    expect(more.config.listen.https?.acme?.certificates).toHaveLength(2)
    const host = reloadedConfig(running(), configOf(written({ news: ['news.org', 'news.net'] })))
    expect(host.changes).toEqual(['platform news: hosts changed', 'listen.https.acme changed'])
    expect(host.needsRestart).toEqual([])
  })

  it('keeps those it has in the data folder that stays until the restart', () => {
    const moved = configOf(written({ news: ['news.org'] }).replace('/srv/data', '/srv/other'))
    const { config, needsRestart } = reloadedConfig(running(), moved)
    expect(needsRestart).toEqual(['dataDir'])
    expect(config.listen.https).toEqual(running().listen.https)
  })
})
