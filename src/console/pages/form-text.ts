/** A field of a parsed form as text; a file or a missing field is the empty text. */
export function formText(field: unknown): string {
  return typeof field === 'string' ? field : ''
}
