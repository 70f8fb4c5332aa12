const escapes = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
])

/** Text that may stand in XML, as content or as an attribute's value. */
export function xmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes.get(character) ?? character)
}
