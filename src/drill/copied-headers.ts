import { browserProfiles, commonest, headersFor, type Profile } from './browser-profiles.js'
import { SeededRandom } from './seeded-random.js'

/**
 * The headers, all of them and in their order, of the two browsers that most of the rehearsed visitors have, as somebody
 * sends them who typed the address. Drawn as the visitors' are: with the same seed, these are the very ones they send.
 */
export function copiedHeaders(seed: number): readonly [readonly Profile[], readonly Profile[]] {
  const profiles = browserProfiles(new SeededRandom(seed))
  const most = commonest(profiles)
  const next = commonest(profiles.filter((profile) => !most.includes(profile)))
  return [most.map(openingPage), (next.length > 0 ? next : most).map(openingPage)]
}

function openingPage(profile: Profile): Profile {
  return headersFor(profile, { what: 'page', from: 'elsewhere' }, { origin: '', referer: null })
}
