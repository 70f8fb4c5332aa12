import type { JSX } from 'hono/jsx/jsx-runtime'
import type { SECTIONS } from '../sections.js'
import { Layout, type Visit } from '../views/layout.js'
import { TeaserCard } from '../views/teaser.js'
import type { Teaser } from './articles.js'

interface SectionPageProps extends Visit {
  section: (typeof SECTIONS)[number]
  articles: Teaser[]
  /** Address of the page with older articles. */
  older: string | undefined
  canonical: string
}

export function SectionPage(props: SectionPageProps): JSX.Element {
  const { section, articles, older } = props
  const [first, ...rest] = articles
  return (
    <Layout {...props} title={section.name} description={section.blurb} current={section.id}>
      <header class="section-head">
        <h1>{section.name}</h1>
        <p>{section.blurb}</p>
      </header>
      {first && <TeaserCard article={first} form="lead" heading="h2" section={false} />}
      <div class="section-list">
        {rest.map((article) => (
          <TeaserCard article={article} form="photo" heading="h2" section={false} />
        ))}
      </div>
      {articles.length === 0 && <p>There is nothing older in this section.</p>}
      {older && (
        <p class="more">
          <a class="button" href={older} rel="next">
            Older articles
          </a>
        </p>
      )}
    </Layout>
  )
}
