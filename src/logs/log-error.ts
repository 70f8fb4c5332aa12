/** A log cannot be read at all, or the format given for it is wrong. The message is for people and says what to do. */
export class LogError extends Error {
  override readonly name = 'LogError'

  /** @param about `format`: the command was called in a wrong way; `file`: the disk says no */
  constructor(
    readonly about: 'format' | 'file',
    message: string,
  ) {
    super(message)
  }
}
