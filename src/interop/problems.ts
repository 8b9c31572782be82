/**
 * How a reader says no. Inside `interop` a refusal is thrown, so that readers stay short and the first thing wrong
 * is the one reported; {@link attempt} turns it into a Result at the border, and nothing but a Result leaves.
 */
import { ok, type Problem, type Result } from '../base/result.ts'

/** Every code a file can be refused with; the page has a sentence for each. */
export const FILE_PROBLEM_CODES = [
  'too-large',
  'not-json',
  'truncated',
  'duplicate',
  'wrong-format',
  'wrong-version',
  'missing',
  'unknown-field',
  'wrong-type',
  'out-of-range',
  'wrong-reference',
  'wrong-key-group',
  'unsorted',
  'cycle',
  'wrong-digest',
] as const

export type FileProblemCode = (typeof FILE_PROBLEM_CODES)[number]

/** A place in a file; its path is written only when something is wrong there. */
export interface Place {
  readonly up: Place | null
  readonly step: string | number
  /** At a root: takes note of a field that no reader knows, which is otherwise refused. */
  readonly tolerate?: (path: string) => void
}

/** The file as a whole; its path is `$`. */
export const ROOT: Place = { up: null, step: '$' }

export function within(up: Place, ...steps: readonly (string | number)[]): Place {
  let at = up
  for (const step of steps) at = { up: at, step }
  return at
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

function stepText(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`
  return IDENTIFIER.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
}

/** `operators[2].subtasks[0].keyed[0].rows[17].keyGroup`. */
function pathOf(place: Place): string {
  let path = ''
  for (let at: Place = place; at.up !== null; at = at.up) path = stepText(at.step) + path
  return path === '' ? '$' : path.replace(/^\./, '')
}

class Refusal extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

export function refuse(code: FileProblemCode, at: Place | string, message: string): never {
  throw new Refusal({ code, path: typeof at === 'string' ? at : pathOf(at), message })
}

/** A field that no reader knows: noted where the root tolerates it, refused everywhere else. */
export function unknownField(at: Place, message: string): void {
  let root = at
  while (root.up !== null) root = root.up
  if (root.tolerate === undefined) refuse('unknown-field', at, message)
  root.tolerate(pathOf(at))
}

const EXCERPT_LENGTH_MAX = 40

function excerpt(text: string): string {
  return JSON.stringify(text.length > EXCERPT_LENGTH_MAX ? `${text.slice(0, EXCERPT_LENGTH_MAX)}…` : text)
}

/** What was found, in the second half of "expected …, got …". */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing'
    case 'string':
      return excerpt(value)
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? `a list of ${value.length}` : 'an object'
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'function':
    case 'symbol':
      return `a ${typeof value}`
  }
}

/** Refuses `got`: nothing there, or something else than what was expected. */
export function refuseValue(expected: string, got: unknown, at: Place, code?: FileProblemCode): never {
  refuse(
    code ?? (got === undefined ? 'missing' : 'wrong-type'),
    at,
    `expected ${expected}, got ${describe(got)}`,
  )
}

export function attempt<T>(read: () => T): Result<T> {
  try {
    return ok(read())
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.problem }
    throw error
  }
}
