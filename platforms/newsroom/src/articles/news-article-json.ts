import { photoPath } from '../assets/assets.js'
import { sectionName } from '../sections.js'
import { site } from '../site.js'
import type { Article } from './articles.js'

/** The article as schema.org NewsArticle, safe to stand inside a `<script>` element. */
export function newsArticleJson(article: Article, origin: string): string {
  const url = `${origin}/article/${article.slug}`
  const data = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: article.title.slice(0, 110),
    description: article.standfirst,
    image: [`${origin}${photoPath(article.slug)}`],
    datePublished: article.published_at.toISOString(),
    dateModified: article.updated_at.toISOString(),
    author: [{ '@type': 'Person', name: article.author, jobTitle: article.beat }],
    publisher: { '@type': 'NewsMediaOrganization', name: site.name, url: `${origin}/` },
    articleSection: sectionName(article.section),
    inLanguage: site.language,
    isAccessibleForFree: true,
    commentCount: article.comment_count,
    discussionUrl: `${url}#comments`,
    mainEntityOfPage: url,
  }
  // `<` could end the element early; JSON reads the escape as the same character.
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}
