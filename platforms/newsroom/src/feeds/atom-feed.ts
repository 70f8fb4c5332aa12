import type { Teaser } from '../articles/articles.js'
import { sectionName } from '../sections.js'
import { site } from '../site.js'
import { xmlText } from './xml-text.js'

/** The newest articles as an Atom feed (RFC 4287). */
export function atomFeed(articles: Teaser[], origin: string): string {
  const updated = articles[0]?.published_at ?? new Date(0)
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${site.language}">
  <title>${xmlText(site.name)}</title>
  <subtitle>${xmlText(site.tagline)}</subtitle>
  <id>${xmlText(origin)}/</id>
  <link rel="self" type="application/atom+xml" href="${xmlText(origin)}/feed.xml"/>
  <link rel="alternate" type="text/html" href="${xmlText(origin)}/"/>
  <updated>${updated.toISOString()}</updated>
${articles.map((article) => entry(article, origin)).join('\n')}
</feed>
`
}

function entry(article: Teaser, origin: string): string {
  const address = xmlText(`${origin}/article/${article.slug}`)
  return `  <entry>
    <title>${xmlText(article.title)}</title>
    <id>${address}</id>
    <link rel="alternate" type="text/html" href="${address}"/>
    <published>${article.published_at.toISOString()}</published>
    <updated>${article.published_at.toISOString()}</updated>
    <author><name>${xmlText(article.author)}</name></author>
    <category term="${xmlText(article.section)}" label="${xmlText(sectionName(article.section))}"/>
    <summary>${xmlText(article.standfirst)}</summary>
  </entry>`
}
