/** A golden case as it lies in its file; the format is described in golden/FORMAT.md. */

export interface GoldenCase {
  readonly case: string
  readonly kind: string
  readonly flinkVersion: string
  readonly pipeline: GoldenPipeline
  readonly input: readonly unknown[]
  readonly expected: unknown
}

export interface GoldenPipeline {
  readonly runner: string
  readonly fn?: string
  readonly executionMode?: string
  readonly parallelism?: number
  readonly maxParallelism?: number
  readonly stateBackend?: string
  readonly chaining?: boolean
  readonly checkpointing?: {
    readonly mode: string
    readonly intervalMs: number
    readonly unaligned?: boolean
    readonly incremental?: boolean
  }
  readonly restartStrategy?: Readonly<Record<string, unknown>> & { readonly type: string }
  readonly config?: Readonly<Record<string, unknown>>
  readonly operators?: readonly GoldenOperator[]
}

export interface GoldenOperator {
  readonly id: string
  readonly type: string
  readonly input?: string
  readonly inputs?: readonly string[]
  readonly tag?: string
  readonly parallelism?: number
  readonly maxParallelism?: number
  readonly keyBy?: { readonly field: string; readonly type: string }
  readonly slotSharingGroup?: string
  readonly startNewChain?: boolean
  readonly disableChaining?: boolean
  readonly fn?: Readonly<Record<string, unknown>> & { readonly name: string }
  readonly when?: Condition
  readonly [parameter: string]: unknown
}

export interface Condition {
  readonly op: string
  readonly field: string
  readonly m?: number
  readonly r?: number
  readonly n?: number
  readonly value?: string
}

export interface Outcome {
  readonly ok: boolean
  readonly message: string
}

/** A part of Flink that a case needs and Weir does not have. The case fails with a message that begins `not yet:`. */
export class NotYet extends Error {
  override name = 'NotYet'
}

export function notYet(what: string): never {
  throw new NotYet(`not yet: ${what}`)
}

/** An adapter throws this where Flink did something else. */
export class Mismatch extends Error {
  override name = 'Mismatch'
}

/** Compares by JSON, fields in any order. */
export function expectEqual(what: string, got: unknown, expected: unknown): void {
  const [gotText, expectedText] = [canonicalJson(got), canonicalJson(expected)]
  if (gotText === expectedText) return
  throw new Mismatch(`${what}: expected ${shorten(expectedText)}, got ${shorten(gotText)}`)
}

export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'bigint') return canonicalJson(Number(value))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text
}
