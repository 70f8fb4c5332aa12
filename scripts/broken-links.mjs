import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g

/**
 * The links of the documents that lead nowhere: a file that does not exist, or a heading that its page does not have.
 * Addresses on the web are not looked at.
 * @param {string} root folder with *.md files and docs/
 * @returns {Promise<string[]>} one line for each, with its file
 */
export async function brokenLinks(root) {
  const inDocs = await readdir(join(root, 'docs'), { recursive: true })
  const all = [...(await readdir(root)), ...inDocs.map((path) => join('docs', path))]
  const pages = all.filter((path) => path.endsWith('.md')).sort()
  const texts = new Map(await Promise.all(pages.map(async (path) => [path, await readFile(join(root, path), 'utf8')])))
  return pages.flatMap((page) => {
    const links = [...withoutCode(texts.get(page)).matchAll(LINK)].map(([, target]) => target)
    const broken = links.filter((link) => !/^[a-z]+:/i.test(link) && !leadsSomewhere(page, link, texts, root))
    return broken.map((link) => `${page}: ${link}`)
  })
}

/** @param {string} page @param {string} link @param {Map<string, string>} texts @param {string} root */
function leadsSomewhere(page, link, texts, root) {
  const [file, heading] = link.split('#')
  const path = file === '' ? page : join(dirname(page), file)
  if (!existsSync(join(root, path))) return false
  return heading === undefined || headingsOf(texts.get(path) ?? '').includes(heading)
}

/** The names of a page's headings in links, as forges make them: lower case, no punctuation, `-` for a space. */
function headingsOf(text) {
  return [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** @param {string} text */
function withoutCode(text) {
  return text.replace(/^```.*?^```/gms, '')
}
