import type { JSX } from 'hono/jsx/jsx-runtime'
import { SECTIONS, sectionName } from '../sections.js'
import { shortDate } from '../views/dates.js'
import { Layout, type Visit } from '../views/layout.js'
import { countOf } from '../views/teaser.js'
import { hitEnd, hitStart, lastPage, longestSearch, type SearchHit } from './search.js'

interface SearchPageProps extends Visit {
  text: string
  section: string | undefined
  page: number
  perPage: number
  hits: SearchHit[]
  total: number
}

export function SearchPage(props: SearchPageProps): JSX.Element {
  const { text, section, hits, total } = props
  return (
    <Layout {...props} title={text ? `Search: ${text}` : 'Search'} current="search" indexed={false}>
      <div class="search">
        <h1>Search the archive</h1>
        <search>
          <form class="form search-form" action="/search">
            <div class="field">
              <label for="q">Words</label>
              <input id="q" name="q" type="search" value={text} maxlength={longestSearch} required />
            </div>
            <div class="field">
              <label for="section">Section</label>
              <select id="section" name="section">
                <option value="">All</option>
                {SECTIONS.map(({ id, name }) => (
                  <option value={id} selected={id === section}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
            <button class="button button-strong" type="submit">
              Search
            </button>
          </form>
        </search>
        {text ? (
          <>
            <h2 class="rubric" id="results">
              {total === 0 ? 'Nothing found' : countOf(total, 'result')}
            </h2>
            {total === 0 && (
              <p>
                Nothing matches <strong>{text}</strong>. Try fewer words, or put a minus before a word you do not want.
              </p>
            )}
            <ol class="hits" start={(props.page - 1) * props.perPage + 1}>
              {hits.map((hit) => (
                <Hit hit={hit} />
              ))}
            </ol>
            <Pages {...props} />
          </>
        ) : (
          <p class="hint">Two years of articles and everything that readers wrote below them.</p>
        )}
      </div>
    </Layout>
  )
}

function Hit({ hit }: { hit: SearchHit }): JSX.Element {
  const href = `/article/${hit.slug}${hit.kind === 'comment' ? `/comments?before=${hit.id + 1}#comment-${hit.id}` : ''}`
  return (
    <li class="hit">
      <p class="kicker">
        {sectionName(hit.section)}
        {hit.kind === 'comment' && ' · Comment'}
      </p>
      <h3 class="teaser-title">
        <a href={href}>{hit.kind === 'comment' ? `${hit.author} on “${hit.title}”` : hit.title}</a>
      </h3>
      <p class="passage">{marked(ellipses(hit.passage))}</p>
      <p class="teaser-meta">
        {hit.kind === 'article' && `${hit.author} · `}
        <time datetime={hit.at.toISOString()}>{shortDate(hit.at)}</time>
      </p>
    </li>
  )
}

/** Turns the marks around found words into elements; the text itself is escaped like any other. */
function marked(passage: string): (string | JSX.Element)[] {
  return passage.split(hitStart).flatMap((part, index) => {
    if (index === 0) return [plain(part)]
    const [word = '', rest = ''] = part.split(hitEnd)
    return [<mark>{word}</mark>, plain(rest)]
  })
}

/** Shows where a passage was cut out of a sentence. */
function ellipses(passage: string): string {
  const before = /^[\p{Lu}\d“>€]/u.test(passage.replaceAll(hitStart, '')) ? '' : '… '
  const after = /[.?!”]$/.test(passage.trimEnd()) ? '' : ' …'
  return before + passage + after
}

/** Without the marks of quotations and headings. */
function plain(text: string): string {
  return text.replace(/(^|\s)(##|>)\s/g, '$1')
}

function Pages({ text, section, page, perPage, total }: SearchPageProps): JSX.Element | null {
  const pages = Math.min(lastPage, Math.ceil(total / perPage))
  if (pages <= 1) return null
  const address = (number: number) => {
    const query = new URLSearchParams({ q: text })
    if (section) query.set('section', section)
    if (number > 1) query.set('page', String(number))
    return `/search?${query}`
  }
  return (
    <nav class="pages" aria-label="Pages of results">
      {page > 1 && (
        <a class="button" href={address(page - 1)} rel="prev">
          Previous
        </a>
      )}
      <span>
        Page {page} of {pages}
      </span>
      {page < pages && (
        <a class="button" href={address(page + 1)} rel="next">
          Next
        </a>
      )}
    </nav>
  )
}
