import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Teaser } from '../articles/articles.js'
import { photoPath } from '../assets/assets.js'
import { sectionName } from '../sections.js'
import { shortDate } from './dates.js'

interface TeaserProps {
  article: Teaser
  /** lead: the story of the day · photo: with a picture · plain: words only · line: headline and date */
  form: 'lead' | 'photo' | 'plain' | 'line'
  heading?: 'h2' | 'h3'
  /** Whether to name the section. */
  section?: boolean
}

/** One article in a list of articles. The link of the title covers the whole card, see lists.ts. */
export function TeaserCard({ article, form, heading: Heading = 'h3', section = true }: TeaserProps): JSX.Element {
  const withPhoto = form === 'lead' || form === 'photo'
  return (
    <article class={`teaser teaser-${form}`}>
      {withPhoto && (
        <div class="teaser-photo">
          <img
            src={photoPath(article.slug)}
            alt=""
            width="960"
            height="600"
            loading={form === 'lead' ? 'eager' : 'lazy'}
          />
        </div>
      )}
      <div class="teaser-text">
        {section && form !== 'line' && <p class="kicker">{sectionName(article.section)}</p>}
        <Heading class="teaser-title">
          <a href={`/article/${article.slug}`}>{article.title}</a>
        </Heading>
        {form !== 'line' && <p class="teaser-standfirst">{article.standfirst}</p>}
        <p class="teaser-meta">
          {form === 'lead' && <span>{article.author}</span>}
          <time datetime={article.published_at.toISOString()}>{shortDate(article.published_at)}</time>
          {article.comment_count > 0 && <span>{countOf(article.comment_count, 'comment')}</span>}
        </p>
      </div>
    </article>
  )
}

/** `1 comment`, `3,000 comments` */
export function countOf(count: number, thing: string): string {
  return `${count.toLocaleString('en-IE')} ${thing}${count === 1 ? '' : 's'}`
}
