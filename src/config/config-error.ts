/** One thing wrong with the configuration. `line` and `column` count from 1 and are 0 when there is no file position. */
export interface ConfigProblem {
  line: number
  column: number
  /** Where in the configuration: `platforms[0].activities[2].tier`, or a flag: `--origin`. Empty for the whole file. */
  path: string
  /** What was found, what was expected, what to do. */
  message: string
}

/** More lines than this help nobody; `problems` has them all. */
const MAX_PRINTED = 50
/** Of one message: what it repeats of the file may be as long as the file. */
const MAX_CHARACTERS = 1_000

/** The configuration cannot be used. `message` lists the problems, one a line, in the way of a compiler. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  readonly problems: readonly ConfigProblem[]

  /** @param source the file as the operator named it, or `command line` */
  constructor(
    readonly source: string,
    found: readonly ConfigProblem[],
  ) {
    const problems = found.map((problem) => ({
      ...problem,
      path: printable(problem.path),
      message: printable(problem.message),
    }))
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    const lines = problems.slice(0, MAX_PRINTED).map((problem) => `  ${formatProblem(source, problem)}`)
    if (problems.length > MAX_PRINTED) lines.push(`  and ${problems.length - MAX_PRINTED} more`)
    super([`${source} has ${count}:`, ...lines].join('\n'))
    this.problems = problems
  }
}

/** `holdfast.yaml:7:5: platforms[0]: unknown key …` */
export function formatProblem(source: string, { line, column, path, message }: ConfigProblem): string {
  const place = line > 0 ? `${source}:${line}:${column}: ` : ''
  return `${place}${path === '' ? '' : `${path}: `}${message}`
}

/** What a file says is repeated in messages; none of it may flood a terminal, move its cursor or colour its text. */
function printable(text: string): string {
  const short = text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`
  return short.replaceAll(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
