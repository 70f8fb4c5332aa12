import type { JSX } from 'hono/jsx/jsx-runtime'
import { SECTIONS } from '../sections.js'
import { site } from '../site.js'
import { Layout, type Visit } from '../views/layout.js'
import { TeaserCard } from '../views/teaser.js'
import type { Teaser } from './articles.js'
import { MostDiscussed } from './most-discussed.js'

/** How many of the latest articles stand below the lead with their first sentence; the others are in the list beside it. */
export const belowLeadShown = 3

interface FrontPageProps extends Visit {
  picks: Teaser[]
  latest: Teaser[]
  bySection: Teaser[]
  discussed: Teaser[]
  canonical: string
}

export function FrontPage(props: FrontPageProps): JSX.Element {
  const { picks, latest, bySection, discussed } = props
  const [lead, ...others] = picks
  const belowLead = latest.slice(0, belowLeadShown)
  return (
    <Layout {...props} description={`${site.name}: news from Dunmarrow and the Marrow valley, every day.`}>
      <h1 class="visually-hidden">{site.name}: today</h1>
      <div class="front-top">
        <div class="front-lead">
          {lead && <TeaserCard article={lead} form="lead" heading="h2" />}
          <div class="front-below">
            {belowLead.map((article) => (
              <TeaserCard article={article} form="plain" heading="h2" />
            ))}
          </div>
        </div>
        <div class="front-picks">
          {others.map((article) => (
            <TeaserCard article={article} form="photo" heading="h2" />
          ))}
        </div>
        <section class="front-latest" aria-labelledby="latest">
          <h2 id="latest" class="rubric">
            Latest
          </h2>
          {latest.slice(belowLeadShown).map((article) => (
            <TeaserCard article={article} form="line" />
          ))}
        </section>
      </div>
      {discussed.length > 0 && <MostDiscussed articles={discussed} />}
      <div class="front-sections">
        {SECTIONS.map((section) => {
          const [first, ...rest] = bySection.filter((article) => article.section === section.id)
          return (
            <section aria-labelledby={`section-${section.id}`}>
              <h2 id={`section-${section.id}`} class="rubric">
                <a href={`/section/${section.id}`}>{section.name}</a>
              </h2>
              {first && <TeaserCard article={first} form="photo" section={false} />}
              {rest.map((article) => (
                <TeaserCard article={article} form="line" />
              ))}
            </section>
          )
        })}
      </div>
    </Layout>
  )
}
