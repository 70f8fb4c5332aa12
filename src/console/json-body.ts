import type { z } from 'zod'

/** The parsed body, or undefined when it is no JSON: the schema then says what was expected. */
export async function jsonBody(request: { text(): Promise<string> }): Promise<unknown> {
  try {
    return JSON.parse(await request.text())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** `ttlSeconds: Too small: expected number to be >=1`, one sentence for each thing that is wrong. */
export function problemsOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : `body: ${message}`))
    .join('; ')
}
