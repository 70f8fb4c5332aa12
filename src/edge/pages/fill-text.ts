/** Puts the site's name and a number of seconds into a text, and makes it safe between the tags of a page. */
export function textFiller(site: string, seconds: number): (text: string) => string {
  return (text) => escapeHtml(text.replaceAll('{site}', () => site).replaceAll('{seconds}', String(seconds)))
}

/** Safe between tags and in quoted attributes; line ends stay as they are, which a browser would change. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}
