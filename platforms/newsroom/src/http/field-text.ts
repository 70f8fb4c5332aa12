import { z } from 'zod'

/** Characters that have no place in a name or a message: control characters, and those that turn the direction of text. */
const unwanted = /(?![\n\t])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** One line of text, tidied: white space becomes single spaces. */
export function lineOfText(what: string, limits: { min: number; max: number }) {
  return z
    .string({ error: `Please enter ${what}.` })
    .transform((text) => text.replace(unwanted, '').replace(/\s+/g, ' ').trim())
    .pipe(
      z
        .string()
        .min(limits.min, { error: `Please enter ${what}.` })
        .max(limits.max, { error: `Please use at most ${limits.max} characters.` }),
    )
}

/** Text of several lines, tidied: at most one empty line in a row. */
export function blockOfText(what: string, limits: { min: number; max: number }) {
  return z
    .string({ error: `Please enter ${what}.` })
    .transform((text) =>
      text
        .replace(/\r\n?/g, '\n')
        .replace(unwanted, '')
        .replace(/[ \t]+\n/g, '\n')
        .replace(/\n{3,}/g, '\n\n')
        .trim(),
    )
    .pipe(
      z
        .string()
        .min(limits.min, { error: `Please enter ${what}.` })
        .max(limits.max, { error: `Please use at most ${limits.max.toLocaleString('en')} characters.` }),
    )
}

export const emailAddress = z
  .string({ error: 'Please enter your e-mail address.' })
  .transform((text) => text.trim().toLowerCase())
  .pipe(
    z
      .string()
      .max(254, { error: 'That address is too long.' })
      .email({ error: 'Please enter an address like name@example.org.' }),
  )
