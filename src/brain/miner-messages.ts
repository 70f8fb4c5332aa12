import type { MinerInput, NormalInput } from '../explain/miner-input.js'
import type { Mined } from '../explain/rule.js'

/** Texts of one column: the text of `ids[i]` is `texts[i]`. */
export interface ColumnTexts {
  readonly ids: Int32Array
  readonly texts: readonly string[]
}

export type ToMinerWorker =
  | { readonly kind: 'normal'; readonly platform: string; readonly normal: NormalInput }
  | { readonly kind: 'forget'; readonly platform: string }
  | {
      readonly kind: 'search'
      /** Whose normal visits are searched against; they were sent before. */
      readonly platform: string
      readonly input: Omit<MinerInput, 'dictionaries'>
      /** By column. */
      readonly texts: readonly ColumnTexts[]
    }

export type FromMinerWorker = { readonly kind: 'ready' } | { readonly kind: 'mined'; readonly mined: Mined }
