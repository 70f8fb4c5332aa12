import type { JSX } from 'hono/jsx/jsx-runtime'
import type { StressLevel } from '../http/stress-level.js'

/** Tells readers why a page is shorter than usual. Says nothing in calm times. */
export function StressNote({ level }: { level: StressLevel }): JSX.Element | null {
  if (level === 'calm') return null
  return (
    <aside class="stress-note" aria-label="Notice">
      <p>
        {level === 'strained' ? (
          <>
            <strong>Many people are reading just now.</strong> To keep pages quick we leave out a few extras and show
            fewer search results.
          </>
        ) : (
          <>
            <strong>Our site is receiving a flood of unwanted traffic.</strong> Articles, donations and sign-ups work as
            usual. Search looks through articles only, and some extras are left out until it is over.
          </>
        )}
      </p>
    </aside>
  )
}
