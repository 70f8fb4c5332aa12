import { type Rehearsal, readRehearsal } from './rehearsal.js'
import { rehearsalFromLinks } from './scout.js'
import type { Target } from './target.js'

/** What visitors do on the target's platform: as the given file says, else the run file's, else by following links. */
export async function siteOf(target: Target, visitorsFile: string | undefined): Promise<Rehearsal> {
  const file = visitorsFile ?? target.rehearsal
  return file === null ? rehearsalFromLinks(target) : readRehearsal(file)
}
