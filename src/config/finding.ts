import type { ValuePath } from './yaml-source.js'

/** What a check across several keys found: where, and a sentence that says what to do. */
export interface Finding {
  path: ValuePath
  message: string
}

/** Where checks put what they find. Problems stop the start, warnings do not. */
export interface Findings {
  problems: Finding[]
  warnings: string[]
}
