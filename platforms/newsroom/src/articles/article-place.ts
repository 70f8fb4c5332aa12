import { wholeNumber } from '../http/whole-number.js'
import type { ArticlePlace } from './articles.js'

/** A place in the list of articles as it stands in an address: seconds since 1970, a dash, the article's number. */
export function placeText(article: { published_at: Date; id: number }): string {
  return `${Math.floor(Number(article.published_at) / 1_000)}-${article.id}`
}

/** @returns undefined without a place, `wrong` when it is not one */
export function articlePlace(text: string | undefined): ArticlePlace | undefined | 'wrong' {
  if (text === undefined) return undefined
  const [seconds, id, ...rest] = text.split('-').map(wholeNumber)
  if (seconds === undefined || id === undefined || rest.length > 0) return 'wrong'
  return { publishedAt: new Date(seconds * 1_000), id }
}
