import type { Child } from 'hono/jsx'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Viewer } from '../account/sessions.js'
import { assetPath } from '../assets/assets.js'
import type { StressLevel } from '../http/stress-level.js'
import { SECTIONS } from '../sections.js'
import { site } from '../site.js'
import { longDate } from './dates.js'
import { StressNote } from './stress-note.js'

export interface Visit {
  level: StressLevel
  viewer: Viewer | null
  /** Unix time in milliseconds: the date below the name of the paper. */
  now: number
}

interface LayoutProps extends Visit {
  title?: string
  description?: string
  /** The section or place the page belongs to, marked in the navigation. */
  current?: string
  /** False keeps search engines away. */
  indexed?: boolean
  /** Absolute address of this page. */
  canonical?: string
  head?: Child
  children: Child
}

/** The frame of every page: masthead, navigation, notes, footer. */
export function Layout(props: LayoutProps): JSX.Element {
  const { title, description, current, viewer } = props
  return (
    <html lang={site.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title ? `${title} · ${site.name}` : `${site.name}. ${site.tagline}`}</title>
        {description && <meta name="description" content={description} />}
        {props.indexed === false && <meta name="robots" content="noindex" />}
        {props.canonical && <link rel="canonical" href={props.canonical} />}
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href={assetPath('site.css')} />
        <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
        <link rel="alternate" type="application/atom+xml" title={site.name} href="/feed.xml" />
        {props.head}
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <header class="masthead">
          <div class="masthead-top">
            <p class="masthead-date">{longDate(new Date(props.now))}</p>
            <nav aria-label="Readers">
              <ul class="reader-links">
                <li>
                  <a href="/newsletter">Newsletters</a>
                </li>
                <li>
                  {viewer ? (
                    <a href="/account">
                      <span class="visually-hidden">Your account, </span>
                      {viewer.name}
                    </a>
                  ) : (
                    <a href="/signin">Sign in</a>
                  )}
                </li>
                <li>
                  <a class="give" href="/donate">
                    Support us
                  </a>
                </li>
              </ul>
            </nav>
          </div>
          <p class="nameplate">
            <a href="/">{site.name}</a>
          </p>
          <p class="tagline">{site.tagline}</p>
          <div class="masthead-bar">
            <nav aria-label="Sections">
              <ul class="sections">
                {SECTIONS.map((section) => (
                  <li>
                    <a href={`/section/${section.id}`} aria-current={current === section.id ? 'page' : undefined}>
                      {section.name}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
            {current !== 'search' && (
              <search>
                <form class="quick-search" action="/search">
                  <label class="visually-hidden" for="quick-search">
                    Search the Courier
                  </label>
                  <input id="quick-search" name="q" type="search" placeholder="Search" maxlength={100} required />
                  <button type="submit">Go</button>
                </form>
              </search>
            )}
          </div>
        </header>
        <StressNote level={props.level} />
        <main id="content" tabindex={-1}>
          {props.children}
        </main>
        <footer class="footer">
          <div class="footer-columns">
            <div>
              <p class="footer-name">{site.name}</p>
              <p>Owned by its readers. Printed on Linen Street from 1872 to 2019, and here ever since.</p>
            </div>
            <nav aria-label="About the paper">
              <ul>
                <li>
                  <a href="/donate">Support the Courier</a>
                </li>
                <li>
                  <a href="/newsletter">Newsletters</a>
                </li>
                <li>
                  <a href="/search">Search the archive</a>
                </li>
                <li>
                  <a href="/feed.xml">Feed</a>
                </li>
              </ul>
            </nav>
          </div>
          <p class="imprint">Dunmarrow and everybody in it are invented. This is the demonstration site of Holdfast.</p>
        </footer>
      </body>
    </html>
  )
}
