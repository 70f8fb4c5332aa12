import { type NoteVerifier, openNote } from './note.js'

/** What a log says of itself at a moment (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** The log's name, as an address without scheme. */
  origin: string
  /** Entries. */
  size: number
  /** Root of the tree over them, 32 bytes. */
  root: Buffer
}

/** The text that is signed. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`
}

/** The checkpoint of a note that the verifier has signed; null when it has not, or the note is no checkpoint. */
export function openCheckpoint(note: string, verifier: NoteVerifier): Checkpoint | null {
  const text = openNote(note, verifier)
  return text === null ? null : readCheckpoint(text)
}

/** Null when the text is no checkpoint. */
export function readCheckpoint(text: string): Checkpoint | null {
  const [, origin = '', digits = '', base64 = ''] =
    /^(\S+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/u.exec(text) ?? []
  const size = Number(digits)
  if (origin === '' || !Number.isSafeInteger(size)) return null
  return { origin, size, root: Buffer.from(base64, 'base64') }
}
