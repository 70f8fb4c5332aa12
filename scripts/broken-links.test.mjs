import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { brokenLinks } from './broken-links.mjs'

let root
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-links-'))
  mkdirSync(join(root, 'docs/how-to'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

it('follows links to files, folders and headings', async () => {
  writeFileSync(join(root, 'README.md'), '# A\n[page](docs/how-to/do.md#2-step-two-gos) [self](#a) [folder](docs/)\n')
  writeFileSync(
    join(root, 'docs/how-to/do.md'),
    "# Do\n## 2. Step `two`, go's\n[back](../../README.md) [web](https://a.example/x#y)\n",
  )
  expect(await brokenLinks(root)).toEqual([])
})

it('names a file and a heading that are not there', async () => {
  writeFileSync(join(root, 'README.md'), '[gone](docs/gone.md) [no heading](docs/how-to/do.md#three)\n')
  writeFileSync(join(root, 'docs/how-to/do.md'), '# One\n```\n# three\n[in code](nowhere.md)\n```\n')
  expect(await brokenLinks(root)).toEqual(['README.md: docs/gone.md', 'README.md: docs/how-to/do.md#three'])
})
