import type { JSX } from 'hono/jsx/jsx-runtime'
import { photoPath } from '../assets/assets.js'
import { CommentForm } from '../comments/comment-form.js'
import { CommentList } from '../comments/comment-list.js'
import type { Comment } from '../comments/comments.js'
import { sectionName } from '../sections.js'
import { dateAndTime } from '../views/dates.js'
import type { FormState } from '../views/form-field.js'
import { Layout, type Visit } from '../views/layout.js'
import { countOf, TeaserCard } from '../views/teaser.js'
import type { Article, Teaser } from './articles.js'
import { MostDiscussed } from './most-discussed.js'
import { newsArticleJson } from './news-article-json.js'

interface ArticlePageProps extends Visit {
  article: Article
  comments: Comment[]
  moreComments: boolean
  related: Teaser[]
  discussed: Teaser[]
  form: FormState
  /** Where the site is, for structured data. */
  origin: string
}

export function ArticlePage(props: ArticlePageProps): JSX.Element {
  const { article, comments, origin } = props
  const canonical = `${origin}/article/${article.slug}`
  const json = newsArticleJson(article, origin)
  return (
    <Layout
      {...props}
      title={article.title}
      description={article.standfirst}
      current={article.section}
      canonical={canonical}
      head={<script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />}
    >
      <article class="article">
        <header class="article-head">
          <p class="kicker">
            <a href={`/section/${article.section}`}>{sectionName(article.section)}</a>
          </p>
          <h1>{article.title}</h1>
          <p class="standfirst">{article.standfirst}</p>
          <p class="byline">
            <span class="byline-name">By {article.author}</span>, {article.beat.toLowerCase()}
          </p>
          <p class="times">
            Published <time datetime={article.published_at.toISOString()}>{dateAndTime(article.published_at)}</time>
            {Number(article.updated_at) !== Number(article.published_at) && (
              <>
                {' '}
                · Updated <time datetime={article.updated_at.toISOString()}>{dateAndTime(article.updated_at)}</time>
              </>
            )}{' '}
            · <a href="#comments">{countOf(article.comment_count, 'comment')}</a>
          </p>
        </header>
        <figure class="article-photo">
          <img src={photoPath(article.slug)} alt={article.photo_alt} width="960" height="600" />
          <figcaption>
            {article.photo_caption} <span class="credit">Drawing: Courier graphics desk</span>
          </figcaption>
        </figure>
        <div class="article-body">
          {article.body.split('\n\n').map((paragraph) => (
            <BodyPart text={paragraph} />
          ))}
          {article.corrections.length > 0 && (
            <section class="corrections" aria-labelledby="corrections">
              <h2 id="corrections">{article.corrections.length === 1 ? 'Correction' : 'Corrections'}</h2>
              {article.corrections.map((correction) => (
                <p>
                  <time datetime={correction.created_at.toISOString()}>{dateAndTime(correction.created_at)}</time>:{' '}
                  {correction.text}
                </p>
              ))}
            </section>
          )}
          <aside class="ask" aria-label="Support the Courier">
            <p>
              <strong>This article is free because readers pay for it.</strong> There is no owner behind the Courier but
              the people of Dunmarrow.
            </p>
            <a class="button" href="/donate">
              Support the Courier
            </a>
          </aside>
        </div>
      </article>
      {(props.related.length > 0 || props.discussed.length > 0) && (
        <div class="article-more">
          {props.related.length > 0 && (
            <section aria-labelledby="related">
              <h2 id="related" class="rubric">
                More from {sectionName(article.section)}
              </h2>
              <div class="related">
                {props.related.map((teaser) => (
                  <TeaserCard article={teaser} form="photo" section={false} />
                ))}
              </div>
            </section>
          )}
          {props.discussed.length > 0 && <MostDiscussed articles={props.discussed} />}
        </div>
      )}
      <section class="comments" id="comments" aria-labelledby="comments-title">
        <h2 id="comments-title" class="rubric">
          {article.comment_count > 0 ? countOf(article.comment_count, 'comment') : 'No comments yet'}
        </h2>
        <CommentForm slug={article.slug} state={props.form} viewer={props.viewer} />
        <CommentList slug={article.slug} comments={comments} more={props.moreComments} />
      </section>
    </Layout>
  )
}

function BodyPart({ text }: { text: string }): JSX.Element {
  if (text.startsWith('## ')) return <h2>{text.slice(3)}</h2>
  if (text.startsWith('> ')) {
    return (
      <blockquote>
        <p>{text.slice(2)}</p>
      </blockquote>
    )
  }
  return <p>{text}</p>
}
