import type { Context } from 'hono'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** Answers with a whole HTML document. */
export function page(c: Context, document: JSX.Element, status: ContentfulStatusCode = 200): Response {
  return c.html(`<!doctype html>${document}`, status)
}
