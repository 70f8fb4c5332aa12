import { styleText } from 'node:util'

/** Ways to set a text off. Every one keeps its meaning without colour: colour is never the only sign. */
export interface TerminalStyle {
  strong(text: string): string
  faint(text: string): string
  good(text: string): string
  caution(text: string): string
  danger(text: string): string
}

/** @param coloured false: every text stays as it is */
export function terminalStyle(coloured: boolean): TerminalStyle {
  const as = (format: Parameters<typeof styleText>[0]) => (text: string) => (coloured ? styleText(format, text) : text)
  return {
    strong: as('bold'),
    faint: as('dim'),
    good: as('green'),
    caution: as('yellow'),
    danger: as(['bold', 'red']),
  }
}

/** Colours only where a person looks: on a terminal, unless NO_COLOR is set (no-color.org). */
export function wantsColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
}

/**
 * The text without anything that a terminal would obey or that would turn the direction of writing: route names come
 * from what visitors ask for.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD')
}
