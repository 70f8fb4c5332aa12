import { isProgram, type Kind } from './shape.js'

/** What somebody can do with a page. */
export interface Ways {
  /** Runs the scripts of pages. */
  script: boolean
  cookies: boolean
  /** Goes on by itself where a page says so (Refresh); who has that switched off follows the page's link once told to. */
  refreshes: boolean
}

const ALL: Ways = { script: true, cookies: true, refreshes: true }

/**
 * How a kind of visitor meets a challenge. Programs run nothing: they keep cookies or not, and come again when told;
 * only the app knows the way for programs that is offered in JSON.
 */
export function waysOf(kind: Kind): Ways {
  if (kind === 'no script') return { ...ALL, script: false }
  if (kind === 'no cookies') return { ...ALL, cookies: false }
  // Pages that reload themselves lose the place that is being read out: people switch that off.
  if (kind === 'screen reader') return { ...ALL, script: false, refreshes: false }
  if (isProgram(kind)) return { ...ALL, script: false }
  return ALL
}

/** Whether the kind belongs to those who must find a way without script. */
export function isWithoutScript(kind: Kind): boolean {
  return !isProgram(kind) && !waysOf(kind).script
}
