/**
 * Which kind of file a text is: one of Weir's own by its format field, a config.yaml of Flink by its name or its first
 * line. What else is in it is the reader's question.
 */
import type { Result } from '../base/result.ts'
import { parseJson, type Json } from './json-text.ts'
import { attempt, refuseValue, ROOT, within } from './problems.ts'
import { object } from './readers.ts'
import { RUN_FORMAT } from './run-file/run-file.ts'
import { SNAPSHOT_FORMAT } from './snapshot-file/snapshot-file.ts'

export type FileKind = 'run' | 'snapshot'

const KINDS: ReadonlyMap<Json | undefined, FileKind> = new Map([
  [RUN_FORMAT, 'run'],
  [SNAPSHOT_FORMAT, 'snapshot'],
])

/** We write the format first, so that a large file need not be read twice. */
const FORMAT_FIRST = /^\uFEFF?[ \t\n\r]*\{[ \t\n\r]*"format"[ \t\n\r]*:[ \t\n\r]*"([^"\\]*)"/

export function detect(text: string): Result<FileKind> {
  return attempt(() => {
    const first = KINDS.get(FORMAT_FIRST.exec(text)?.[1])
    if (first !== undefined) return first
    const format = object(parseJson(text), ROOT)['format']
    const expected = `${JSON.stringify(RUN_FORMAT)} or ${JSON.stringify(SNAPSHOT_FORMAT)}`
    return KINDS.get(format) ?? refuseValue(expected, format, within(ROOT, 'format'), 'wrong-format')
  })
}

const FIRST_LINE = /^\uFEFF?(?:\s*(?:#.*)?(?:\n|$)|---\s*\n)*[ \t]*([^\n]*)/
/** A dotted key, or the opening of a block. */
const CONFIG_LINE =
  /^["']?[a-z][\w-]*(?:\.[\w-]+)+["']?\s*:(?:\s|$)|^(?:execution|state|pipeline|parallelism|restart-strategy|jobmanager|taskmanager|weir)\s*:\s*$/

/** Whether a file would be a config.yaml. It is asked before the JSON formats are. */
export function looksLikeConfig(fileName: string, text: string): boolean {
  if (/\.ya?ml$/i.test(fileName)) return true
  if (/\.(?:json|csv)$/i.test(fileName)) return false
  return CONFIG_LINE.test(FIRST_LINE.exec(text.slice(0, 10_000))?.[1]?.trimEnd() ?? '')
}
