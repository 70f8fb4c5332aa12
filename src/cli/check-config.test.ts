import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../config/config-folder.test-support.js'
import { runCli } from './run-cli.test-support.js'

const GOOD = `platforms:
  - name: news
    hosts: [news.example.org]
    origin: http://127.0.0.1:3000
    activities: [{ name: read, paths: [/], tier: essential }]
console: { token: 0123456789abcdef }
edges: 2
deny: [0.0.0.0/0]
`

it('a good file is said to be fine, with what it means and its warnings', async () => {
  const folder = folderWith({ 'holdfast.yaml': GOOD })
  const file = join(folder, 'holdfast.yaml')
  expect(await runCli('check-config', file)).toEqual({
    code: 0,
    err: '',
    out: `${file} is fine.
  news: news.example.org → http://127.0.0.1:3000 (read)
  visitors come in at http [::]:8080
  the console is at 127.0.0.1:7070
  data in ${join(folder, 'data')}, 2 edges
! deny contains 0.0.0.0/0: everybody is refused.
`,
  })
})

it('certificates that would be fetched are named, with where from', async () => {
  const acme = 'listen: { http: 80, https: { address: 443, acme: { agreeToTerms: true } } }\n'
  const { out } = await runCli('check-config', join(folderWith({ 'holdfast.yaml': GOOD + acme }), 'holdfast.yaml'))
  expect(out).toContain(`  visitors come in at http [::]:80, https [::]:443
  certificates for news.example.org are fetched from acme-v02.api.letsencrypt.org
`)
})

it('for a program it is the whole configuration without its secrets', async () => {
  const file = join(folderWith({ 'holdfast.yaml': GOOD }), 'holdfast.yaml')
  const { out } = await runCli('check-config', file, '--json')
  expect(JSON.parse(out)).toMatchObject({ config: { edges: 2, console: { token: 'set' } } })
  expect(out).not.toContain('0123456789abcdef')
})

it('a wrong one ends with 1 and names its problems', async () => {
  const file = join(folderWith({ 'holdfast.yaml': `${GOOD}egdes: 3\n` }), 'holdfast.yaml')
  expect(await runCli('check-config', file)).toEqual({
    code: 1,
    err: '',
    out: `${file} has a problem:\n  ${file}:9:1: unknown key \`egdes\`, did you mean \`edges\`?\n`,
  })
  const { code, out } = await runCli('check-config', file, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(out)).toEqual({
    problems: [{ line: 9, column: 1, path: '', message: 'unknown key `egdes`, did you mean `edges`?' }],
  })
})

it('without a file it is wrong use', async () => {
  expect(await runCli('check-config')).toMatchObject({ code: 2, err: expect.stringContaining("'file'") })
})
