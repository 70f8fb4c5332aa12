import type { Viewer } from '../account/sessions.js'
import type { Store } from '../database/store.js'
import type { StressLevel } from './stress-level.js'

/** What every request carries once it has passed the first stages. */
export interface NewsroomEnv {
  Variables: {
    level: StressLevel
    /** null: nobody is signed in. */
    viewer: Viewer | null
  }
}

export interface Services {
  store: Store
  /** Unix time in milliseconds. */
  now: () => number
}
