import type { BaselineData } from '../baseline/baseline.js'
import type { LimitedLogger } from '../config/logger.js'
import { baselinePath, loadBaseline, newestBaselinePath, saveBaseline } from './baseline-folder.js'
import type { Surroundings } from './defences.js'

/** What is normal on each platform, kept in the data folder. What cannot be read or written is told, and life goes on. */
export function keptBaselines(folder: string, log: LimitedLogger): Pick<Surroundings, 'load' | 'save'> {
  return {
    load: (platform, isOnly) => {
      const path = newestBaselinePath(folder, platform, isOnly)
      const loaded = loadBaseline(path)
      if (loaded.kind === 'unusable') log.warn('baseline-unusable', { path, why: loaded.why, keptAs: loaded.keptAs })
      return loaded.kind === 'read' ? loaded.data : null
    },
    save: (platform: string, data: BaselineData) => {
      try {
        saveBaseline(baselinePath(folder, platform), data)
      } catch (error) {
        log.warn('baseline-not-saved', { error: error as Error })
      }
    },
  }
}
