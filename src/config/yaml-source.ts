import {
  type Alias,
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml'
import type { ConfigProblem } from './config-error.js'

/** The way to a value: keys of mappings and places in lists. */
export type ValuePath = readonly (string | number)[]

/** Where something stands in the text, both counting from 1. */
export interface Position {
  line: number
  column: number
}

/** A parsed YAML text that still knows where each of its values stands. */
export interface YamlSource {
  value: unknown
  /** The value at the path; for one that is missing, the innermost mapping or list that exists. */
  positionOf(path: ValuePath): Position
  /** The key itself, in the mapping at the path. */
  positionOfKey(path: ValuePath, key: string): Position
}

/** An alias may stand for a large value; together they may not stand for more than this many. */
const MAX_ALIASES = 100

/**
 * Parses YAML 1.2. Mistakes in the syntax, keys written twice and aliases that multiply are problems, not exceptions.
 */
export function parseYaml(text: string): { source: YamlSource } | { problems: ConfigProblem[] } {
  const lines = new LineCounter()
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  let document: Document.Parsed
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, merge: false })
  } catch (error) {
    // The parser recurses: a file of nothing but brackets exhausts its stack.
    if (!(error instanceof RangeError)) throw error
    return { problems: [{ line: 1, column: 1, path: '', message: 'the values are nested too deeply to be read' }] }
  }
  // Warnings are tags (`!secret x`) that would silently mean nothing.
  const mistakes = [...document.errors, ...document.warnings].map((error) => ({
    ...position(error.pos[0]),
    path: '',
    message: `this is not valid YAML: ${explainSyntax(error.code, error.message)}`,
  }))
  // Too deep a nesting leaves one more mistake for each open bracket.
  const tooDeep = document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')
  mistakes.push(
    ...danglingAliases(document).map((alias) => ({
      ...position(alias.range?.[0] ?? 0),
      path: '',
      message: explainDangling(alias),
    })),
  )
  if (mistakes.length > 0) return { problems: tooDeep ? mistakes.slice(0, 1) : mistakes }

  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error
    return {
      problems: [{ line: 1, column: 1, path: '', message: `the aliases (*name) cannot be used: ${error.message}` }],
    }
  }
  const offsetOf = (node: Node | null) => position(node?.range?.[0] ?? 0)
  return {
    source: {
      value,
      positionOf: (path) => offsetOf(nodeAt(document, path)),
      positionOfKey: (path, key) => {
        const node = nodeAt(document, path)
        const pair = isMap(node)
          ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
          : null
        return isNode(pair?.key) ? offsetOf(pair.key) : offsetOf(node)
      },
    },
  }
}

/** The node at the path, or the innermost one on the way to it. */
function nodeAt(document: Document.Parsed, path: ValuePath): Node | null {
  let node: Node | null = document.contents
  for (const step of path) {
    const parent: Node | undefined | null = isAlias(node) ? node.resolve(document) : node
    const child = isMap(parent) || isSeq(parent) ? parent.get(step, true) : undefined
    if (!isNode(child)) break
    node = child
  }
  return node
}

function explainSyntax(code: ErrorCode, message: string): string {
  const text = message.replace(/\s+/g, ' ')
  if (code === 'RESOURCE_EXHAUSTION') return 'the values are nested too deeply'
  if (code === 'MULTIPLE_DOCS') return 'a line of --- begins a second document, expected one'
  if (code === 'TAB_AS_INDENT') return `${text}; indent with spaces`
  if (code === 'DUPLICATE_KEY') return `${text}; a key may stand in a mapping only once`
  if (code === 'BAD_ALIAS') return `${text}; a text that starts with * needs quotes: '*'`
  return text
}

/**
 * The parser only notices an alias without an anchor when it is used, and then no longer knows where it stands. Anchors are
 * collected on the way: `alias.resolve` would look through the whole document for each alias.
 */
function danglingAliases(document: Document.Parsed): Alias[] {
  const dangling: Alias[] = []
  const anchors = new Set<string>()
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) {
        if (!anchors.has(node.source)) dangling.push(node)
      } else if (node.anchor !== undefined) anchors.add(node.anchor)
    },
  })
  return dangling
}

function explainDangling({ source }: Alias): string {
  return `*${source} is an alias, but no anchor &${source} stands before it; a text that starts with * needs quotes: '*${source}'`
}
