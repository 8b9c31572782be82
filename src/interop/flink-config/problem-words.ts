/** What is wrong with a config, in English: "expected …, got …". The page has the same in both of its languages. */
import type { ConfigProblem } from './parse-config.ts'
import type { ValueType } from './values.ts'

const TYPE_WORDS: Readonly<Record<ValueType, string>> = {
  Boolean: 'true or false',
  Integer: 'a whole number',
  Long: 'a whole number',
  Float: 'a number',
  Double: 'a number',
  String: 'a text',
  Duration: 'a duration such as "10 s", "100 ms" or "PT1M"',
  MemorySize: 'a memory size such as "32 kb" or "64 mb"',
  Enum: 'one of the constants',
  List: 'a list such as [A, B]',
  Map: 'a map such as {a: 1}',
}

const LIMIT_WORDS = {
  characters: 'characters',
  levels: 'levels',
  nodes: 'values',
  aliases: 'aliases',
  entries: 'keys',
  value: 'characters in a value',
} as const

const SYNTAX_WORDS: Readonly<Partial<Record<string, string>>> = {
  BAD_ALIAS: 'the anchor of this alias before it',
  BAD_INDENT: 'the indentation of the lines beside it',
  BAD_SCALAR_START: 'quotes round a text that begins with this sign',
  BLOCK_AS_IMPLICIT_KEY: 'one "key: value" on a line',
  BLOCK_IN_FLOW: 'no block inside brackets',
  MISSING_CHAR: 'a sign that closes or divides, such as ":", a quote or a bracket',
  MULTILINE_IMPLICIT_KEY: '"key: value" on one line',
  MULTIPLE_DOCS: 'one document',
  TAB_AS_INDENT: 'spaces for indentation, not a tab',
  TAG_RESOLVE_FAILED: 'no tag of its own',
  UNEXPECTED_TOKEN: '"key: value"',
}

const EXCERPT_LENGTH_MAX = 40

export const excerpt = (text: string): string =>
  JSON.stringify(text.length > EXCERPT_LENGTH_MAX ? `${text.slice(0, EXCERPT_LENGTH_MAX)}…` : text)

/** Without place and key. */
export function problemWords(problem: ConfigProblem): string {
  switch (problem.code) {
    case 'syntax':
      return `not YAML here: expected ${SYNTAX_WORDS[problem.what] ?? 'YAML 1.2'}`
    case 'unknown-key':
      return problem.nearest === null ? 'unknown key' : `unknown key; did you mean ${problem.nearest}?`
    case 'wrong-type': {
      const expected = problem.words.length > 0 ? problem.words.join(', ') : TYPE_WORDS[problem.type]
      return `expected ${problem.words.length > 0 ? 'one of ' : ''}${expected}, got ${excerpt(problem.got)}`
    }
    case 'too-small':
      return `expected at least ${problem.least}, got ${excerpt(problem.got)}`
    case 'too-big':
      return `expected at most ${problem.most}, got ${excerpt(problem.got)}`
    case 'too-fine':
      return `expected whole microseconds, the steps of the simulated clock, got ${excerpt(problem.got)}`
    case 'duplicate-key':
      return `expected the key once, got it again; first on line ${problem.first}`
    case 'two-names':
      return `expected one name for the option, got two; the other is ${problem.other} on line ${problem.first}`
    case 'no-value':
      return 'expected a value, got nothing'
    case 'wrong-key':
      return `expected a text as key, got ${excerpt(problem.got)}`
    case 'not-a-map':
      return `expected lines of "key: value", got ${excerpt(problem.got)}`
    case 'too-large':
      return `expected at most ${problem.most} ${LIMIT_WORDS[problem.what]}, got more`
    case 'refused':
      return problem.message
  }
}

/** `line 3, column 5: execution.checkpointing.interval: expected …, got …`. */
export function describeConfigProblem(problem: ConfigProblem): string {
  const about = problem.key === null ? '' : ` ${problem.key}:`
  return `line ${problem.line}, column ${problem.column}:${about} ${problemWords(problem)}`
}
