import { z } from 'zod'
import { blockOfText, emailAddress, lineOfText } from '../http/field-text.js'

/** Amounts offered as a choice, in euro. */
export const offeredAmounts = [5, 10, 25, 50] as const
export const smallestAmount = 1
export const largestAmount = 10_000
export const longestMessage = 500

const euros = (text: string) => Number(text.replace(',', '.'))

const amount = z
  .string({ error: 'Please choose an amount.' })
  .regex(/^\s*\d{1,5}([.,]\d{1,2})?\s*$/, { error: 'Please enter an amount in euro, such as 12 or 12.50.' })
  .transform(euros)
  .pipe(
    z
      .number()
      .min(smallestAmount, { error: `The smallest amount is €${smallestAmount}.` })
      .max(largestAmount, { error: `For more than €${largestAmount.toLocaleString('en')} please write to us first.` }),
  )

export const pledgeFields = z.object({
  /** One of the offered amounts, or `other`. */
  choice: z.enum([...offeredAmounts.map(String), 'other'], { error: 'Please choose an amount.' }),
  /** Looked at only when the choice is `other`. */
  other: z.string().max(20).default(''),
  frequency: z.enum(['once', 'monthly'], { error: 'Please choose how often.' }),
  name: lineOfText('your name', { min: 1, max: 80 }),
  email: emailAddress,
  message: blockOfText('a message', { min: 0, max: longestMessage }).default(''),
})

/** The amount in cents, or what is wrong with it. */
export function amountOf(form: { choice: string; other: string }): { cents: number } | { problem: string } {
  const parsed = amount.safeParse(form.choice === 'other' ? form.other : form.choice)
  if (parsed.success) return { cents: Math.round(parsed.data * 100) }
  return { problem: parsed.error.issues[0]?.message ?? 'Please enter an amount.' }
}
