import type { Child } from 'hono/jsx'
import type { Level } from '../../detect/level.js'
import type { Assets } from '../assets.js'

/** What every page needs, whatever it shows. */
export interface PageFrame {
  assets: Assets
  /** Whether people sign in here, so that there is something to sign out of. */
  signsIn: boolean
}

export interface LayoutProps {
  frame: PageFrame
  title: string
  /** Path of the present page. */
  path: string
  /** The level the tab's icon shows; absent: no level is known here. */
  level?: Level
  /** Names of the platforms, for the navigation. */
  platforms?: string[]
  /** Seconds after which a browser without scripts loads the page again, when the operator asked for it. */
  refreshSeconds?: number
  /** Whether to offer the pages; not before signing in. */
  inside?: boolean
  children: Child
}

/** The frame around every page. */
export function Layout(props: LayoutProps) {
  const { frame, title, path, level = 'calm', platforms = [], refreshSeconds, inside = true, children } = props
  const { stylesheet, script, icons } = frame.assets
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {refreshSeconds ? <meta http-equiv="refresh" content={String(refreshSeconds)} /> : null}
        <title>{`${title} – Holdfast`}</title>
        {/* The live page changes the icon with the level. */}
        <link
          rel="icon"
          type="image/svg+xml"
          href={icons[level]}
          data-calm={icons.calm}
          data-strained={icons.strained}
          data-attack={icons.attack}
          data-severe={icons.severe}
        />
        <link rel="stylesheet" href={stylesheet} />
        {script ? <script type="module" src={script} /> : null}
      </head>
      <body>
        <a class="skip-link" href="#main">
          Skip to the content
        </a>
        <header class="site-header">
          <p class="site-name">
            <Mark /> Holdfast
          </p>
          {inside ? (
            <nav aria-label="Console">
              <NavLink href="/" path={path} text="Overview" />
              {platforms.length > 1
                ? platforms.map((name) => (
                    <NavLink href={`/platform/${encodeURIComponent(name)}`} path={path} text={name} />
                  ))
                : null}
              <NavLink href="/rules" path={path} text="Rules" />
              <NavLink href="/slowed" path={path} text="Who was slowed" />
              <NavLink href="/lists" path={path} text="Lists" />
              <NavLink href="/drill" path={path} text="Drill" />
            </nav>
          ) : null}
          {inside && frame.signsIn ? (
            <form method="post" action="/signout" class="sign-out">
              <button type="submit" class="quiet">
                Sign out
              </button>
            </form>
          ) : null}
        </header>
        <main id="main" tabindex={-1}>
          {children}
        </main>
      </body>
    </html>
  )
}

function NavLink({ href, path, text }: { href: string; path: string; text: string }) {
  return (
    <a href={href} aria-current={href === path ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined}>
      {text}
    </a>
  )
}

/** A holdfast: what kelp holds on to the rock with. */
function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d="M12 2c-2.4 2.4 2.4 4.6 0 7.5S12 14 12 14m0 0c-1 3-4.500 2.500-6.500 7.500M12 14c1 3 4.500 2.500 6.500 7.500M12 14c-.4 3-2 4-2.200 7.500M12 14c.4 3 2 4 2.200 7.500" />
    </svg>
  )
}
