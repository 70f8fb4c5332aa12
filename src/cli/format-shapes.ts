import { percent } from '../drill/score-people.js'
import { FAMILIES, type Shape } from '../drill/shape.js'
import type { TerminalStyle } from './terminal-style.js'
import { wrapWords } from './wrap-words.js'

const WIDTH = 96

/** What there is to rehearse: a line each, by family. */
export function formatShapes(shapes: readonly Shape[], style: TerminalStyle): string {
  const width = Math.max(...shapes.map(({ name }) => name.length)) + 2
  const blocks = FAMILIES.map((family) => {
    const lines = shapes.filter((shape) => shape.family === family)
    return [style.strong(family), ...lines.map(({ name, title }) => `  ${name.padEnd(width)}${title}`)].join('\n')
  })
  return `${blocks.join('\n\n')}

Several at once: holdfast drill swarm+slow. More of one: holdfast drill swarm --list.
`
}

/** One shape in full, and when it is passed. */
export function formatShape({ name, title, description, targets }: Shape, style: TerminalStyle): string {
  const share =
    targets.worst === 1
      ? 'everything real visitors do succeeds'
      : `${percent(targets.all)} of all that real visitors do succeeds, and ${percent(targets.worst)} of every activity`
  const target = `Passed when ${share}${targets.refused === 0 ? ' and nobody is refused' : ''}.`
  const lines = wrapWords(`${description} ${target}`, WIDTH).map((line) => `    ${line}`)
  return `${style.strong(name)}: ${title}\n${lines.join('\n')}\n`
}
