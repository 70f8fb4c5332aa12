import { z } from 'zod'
import { blockOfText, lineOfText } from '../http/field-text.js'
import { reportReasons } from './comments.js'

export const longestName = 60
export const longestComment = 2_000
export const longestReport = 1_000

export const commentFields = z.object({
  name: lineOfText('your name', { min: 1, max: longestName }),
  body: blockOfText('a comment', { min: 2, max: longestComment }),
})

export const reportFields = z.object({
  reason: z.enum(
    reportReasons.map((reason) => reason.id),
    { error: 'Please choose a reason.' },
  ),
  details: blockOfText('what is wrong', { min: 0, max: longestReport }).default(''),
})
