import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ConsoleEnv } from '../console-env.js'

/** Answers with a whole document. hono/jsx has escaped everything in it. */
export function htmlPage(
  c: Context<ConsoleEnv>,
  page: { toString(): string | Promise<string> },
  status: ContentfulStatusCode = 200,
): Response {
  return c.html(`<!doctype html>${page}`, status)
}
