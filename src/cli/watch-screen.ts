/** A page that is drawn over itself, on a screen of its own; the terminal looks as before when it is closed. */
export interface WatchScreen {
  draw(page: string): void
  close(): void
}

/** The part of a terminal that is needed; `process.stdout` is one. */
export interface Terminal {
  readonly rows?: number
  write(text: string): unknown
}

/** For a terminal that does not tell its height; some tell 0. */
const USUAL_ROWS = 24

// ECMA-48 and xterm's control sequences.
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l'
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l'
const HOME = '\x1b[H'
const CLEAR_LINE_END = '\x1b[K'
const CLEAR_BELOW = '\x1b[J'

/**
 * Opens the alternate screen without cursor and line wrap. Each page is written in one piece over the last one, so that
 * nothing flickers; what does not fit at the bottom is left out and said.
 */
export function openWatchScreen(terminal: Terminal): WatchScreen {
  terminal.write(ENTER)
  let open = true
  return {
    draw(page) {
      if (!open) return
      const lines = fitting(page.trimEnd().split('\n'), terminal.rows || USUAL_ROWS)
      terminal.write(`${HOME}${lines.map((line) => line + CLEAR_LINE_END).join('\r\n')}${CLEAR_BELOW}`)
    },
    close() {
      if (open) terminal.write(LEAVE)
      open = false
    },
  }
}

function fitting(lines: string[], rows: number): string[] {
  if (lines.length <= rows) return lines
  return [...lines.slice(0, rows - 1), `… ${lines.length - rows + 1} more lines; make the window taller`]
}
