/**
 * Why a line brought no entry.
 *
 * - `blank` nothing on the line
 * - `unknown-format` not a line of any format that is known, or not of the one that was given
 * - `binary` as before, and bytes that are no text
 * - `too-long` longer than `LONGEST_LINE_BYTES`
 * - `cut-off` the last line, without a line feed, and not whole
 * - `no-time`, `no-address`, `no-status` the format fits, but this part cannot be read
 * - `no-request` a connection that never sent a request (`"-" 408`), or a line of a program that is none of a request
 * - `not-http` a connection that sent something else, such as a TLS hello to a port without TLS
 */
export type SkipReason =
  | 'blank'
  | 'unknown-format'
  | 'binary'
  | 'too-long'
  | 'cut-off'
  | 'no-time'
  | 'no-address'
  | 'no-status'
  | 'no-request'
  | 'not-http'

/** No browser sends so much; what is longer is skipped as it streams by. */
export const LONGEST_LINE_BYTES = 65_536
