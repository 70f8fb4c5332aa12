import { stripVTControlCharacters } from 'node:util'

/** One column: its heading and the side its texts stand on. */
export interface TextColumn {
  heading: string
  align: 'left' | 'right'
}

/** Lines of a table whose columns stand under each other, two spaces apart. Texts may carry colours. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(({ heading }) => heading), ...rows]
  const widths = columns.map((_, index) => Math.max(...all.map((row) => width(row[index] ?? ''))))
  return all.map((row) =>
    columns
      .map(({ align }, index) => {
        const text = row[index] ?? ''
        const gap = ' '.repeat((widths[index] ?? 0) - width(text))
        return align === 'left' ? text + gap : gap + text
      })
      .join('  ')
      .trimEnd(),
  )
}

function width(text: string): number {
  return [...stripVTControlCharacters(text)].length
}
