/**
 * Which fields answers have, by the shape they stand in: completed, failed and pending checkpoints and exceptions are
 * shapes of their own, so that an answer without one of them says nothing about its fields.
 */
import type { RestAnswer, RestKind } from '../../src/interop/flink-rest/read-rest.ts'
import { Mismatch } from './golden-case.ts'

/** Paths of fields by shape. */
export type Fields = ReadonlyMap<string, ReadonlySet<string>>

/** Answers that are about an operation, and not about a run. */
const ASIDE: ReadonlySet<RestKind> = new Set(['trigger', 'operation', 'errors', 'empty'])
const VERTEX = /^[0-9a-f]{32}$/

class Gathering {
  readonly fields = new Map<string, Set<string>>()

  add(value: unknown, shape: string, path: string): void {
    if (Array.isArray(value)) for (const item of value) this.add(item, shape, `${path}[]`)
    else if (typeof value === 'object' && value !== null) {
      this.#addObject(value as Readonly<Record<string, unknown>>, shape, path)
    }
  }

  #addObject(object: Readonly<Record<string, unknown>>, shape: string, path: string): void {
    const { className } = object
    const own = typeof className === 'string' ? shapeOf(object, className) : innerShape(object, shape)
    const at = own === shape ? path : ''
    for (const [name, value] of Object.entries(object)) {
      if (VERTEX.test(name)) this.add(value, 'vertex of a checkpoint', '')
      else {
        this.#note(own, `${at}.${name}`)
        if (name === 'restored' && typeof value === 'object') this.add(value, 'restored checkpoint', '')
        else this.add(value, own, `${at}.${name}`)
      }
    }
  }

  #note(shape: string, path: string): void {
    const paths = this.fields.get(shape) ?? new Set()
    this.fields.set(shape, paths.add(path))
  }
}

/** Only a failure of a task, and only a vertex that reads from another, has all the fields. */
function innerShape(object: object, shape: string): string {
  if (Object.hasOwn(object, 'exceptionName'))
    return Object.hasOwn(object, 'taskName') ? 'exception of a task' : 'exception'
  return Object.hasOwn(object, 'ship_strategy') ? 'input of a vertex' : shape
}

const shapeOf = (object: object, className: string): string =>
  `${className} ${Object.hasOwn(object, 'trigger_timestamp') ? 'checkpoint' : 'subtask'}`

export function fieldsOf(answers: readonly RestAnswer[]): Fields {
  const gathering = new Gathering()
  for (const { kind, answer } of answers) if (!ASIDE.has(kind)) gathering.add(answer, kind, '')
  return gathering.fields
}

/** Each shape that was recorded has the same fields in both. */
export function compareFields(got: Fields, expected: Fields): void {
  for (const [shape, fields] of expected) {
    const own = got.get(shape)
    if (own === undefined) throw new Mismatch(`statistics: expected a ${shape}, got none`)
    const missing = [...fields].filter(field => !own.has(field))
    const added = [...own].filter(field => !fields.has(field))
    if (missing.length > 0) throw new Mismatch(`statistics: ${shape}: missing ${missing.join(', ')}`)
    if (added.length > 0) throw new Mismatch(`statistics: ${shape}: unknown ${added.join(', ')}`)
  }
}
