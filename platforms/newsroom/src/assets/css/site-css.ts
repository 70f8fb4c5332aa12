import { forms } from './forms.js'
import { foundation } from './foundation.js'
import { frame } from './frame.js'
import { lists } from './lists.js'
import { reading } from './reading.js'

/** The whole style sheet, without its line breaks. */
export const siteCss = [foundation, frame, lists, reading, forms].join('').replace(/\n\s*/g, ' ').trim()
