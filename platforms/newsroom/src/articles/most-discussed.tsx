import type { JSX } from 'hono/jsx/jsx-runtime'
import { countOf } from '../views/teaser.js'
import type { Teaser } from './articles.js'

/** What readers talk about this month, numbered. */
export function MostDiscussed({ articles }: { articles: Teaser[] }): JSX.Element {
  return (
    <section class="discussed" aria-labelledby="discussed">
      <h2 id="discussed" class="rubric">
        Most discussed
      </h2>
      <ol>
        {articles.map((article) => (
          <li>
            <a href={`/article/${article.slug}`}>{article.title}</a>
            <span class="teaser-meta">{countOf(article.comment_count, 'comment')}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
