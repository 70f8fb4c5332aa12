/**
 * Text that visitors sent, fit for a page: what would hide in it, turn the direction of writing or break the line is
 * written out, `\u{202e}`. Whether it is short and where it wraps is a matter of the page.
 */
export function visibleText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}
