import { createHmac, timingSafeEqual } from 'node:crypto'

/** A drill window, as far as it is signed. */
interface SignedWindow {
  id: string
  /** ISO 8601. */
  until: string
}

/**
 * The console's signature under a drill window, so that every process that sends load can see for itself that this
 * Holdfast gave the window, and until when.
 * @param token of the run file, which only the user who runs Holdfast can read, and which is another with each start
 */
export function signDrillWindow({ id, until }: SignedWindow, token: string): string {
  return createHmac('sha256', token).update(`holdfast drill window\n${id}\n${until}`).digest('base64url')
}

export function isDrillWindowSigned(window: SignedWindow, signature: string, token: string): boolean {
  const given = Buffer.from(signature)
  const expected = Buffer.from(signDrillWindow(window, token))
  return given.length === expected.length && timingSafeEqual(given, expected)
}
