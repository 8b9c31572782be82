/**
 * Files with answers of a real Flink's REST interface: one answer as it was saved, several by their paths as
 * `weir run --rest` and the page write them, or a recording of a browser (HAR). Each answer is read by itself; what
 * is wrong with one is told with the file and the place, and hurts no other.
 */
import type { Problem } from '../../base/result.ts'
import { parseJavaJson, type Json } from '../json-text.ts'
import { attempt } from '../problems.ts'
import { detectRest, readTolerant, type RestAnswer } from './read-rest.ts'

/** One answer that was read. */
export type ClusterAnswer = RestAnswer & {
  readonly file: string
  /** The path at which Flink gave it; null: the file does not say. */
  readonly path: string | null
  /** Fields that Flink 2.3 does not have. */
  readonly unknown: readonly string[]
  /** As it was written, unknown fields included. */
  readonly json: Json
}

export interface ClusterProblem extends Problem {
  readonly file: string
}

export interface ClusterFile {
  readonly answers: readonly ClusterAnswer[]
  readonly problems: readonly ClusterProblem[]
  /** Answers of a recording that are not Flink's, and so no problem. */
  readonly skipped: number
}

type Fields = Readonly<Record<string, Json>>

const asObject = (json: Json | undefined): Fields | null =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Fields) : null

/** Where Flink answers; a proxy may have put something before it. */
const REST_PATH =
  /\/(?:v1\/)?((?:jobs|overview|taskmanagers)(?:\/[^?#]*)?|(?:jobmanager\/)?config)(?:[?#].*)?$/

const pathIn = (url: string): string | null => {
  const found = REST_PATH.exec(url)?.[1]
  return found === undefined ? null : `/${found}`
}

/** As `weir rest` and the zip of the page name the file of an answer. */
const pathOfFile = (name: string): string | null => pathIn(`/${name.replace(/\.json$/i, '')}`)

interface Found {
  readonly path: string | null
  readonly json: Json
}

/** All entries have a path of the interface as their name. */
function byPath(json: Json): readonly Found[] | null {
  const entries = Object.entries(asObject(json) ?? {})
  if (entries.length === 0 || entries.some(([name]) => !name.startsWith('/') || pathIn(name) === null))
    return null
  return entries.map(([name, answer]) => ({ path: pathIn(name), json: answer }))
}

function fromRecording(json: Json): { readonly found: readonly Found[]; readonly skipped: number } | null {
  const entries = asObject(asObject(json)?.['log'])?.['entries']
  if (!Array.isArray(entries)) return null
  const found: Found[] = []
  for (const entry of entries as readonly Json[]) {
    const url = asObject(asObject(entry)?.['request'])?.['url']
    const text = asObject(asObject(asObject(entry)?.['response'])?.['content'])?.['text']
    const path = typeof url === 'string' ? pathIn(url) : null
    const answer = typeof text === 'string' ? attempt(() => parseJavaJson(text)) : null
    if (path === null || answer?.ok !== true) continue
    // Many a server answers at this path.
    const isOther = path.endsWith('/config') && detectRest(answer.value) === null
    if (!isOther) found.push({ path, json: answer.value })
  }
  return { found, skipped: entries.length - found.length }
}

/** Whether a file would be statistics of a cluster. An empty answer tells nothing, so it is none. */
export function looksLikeCluster(json: Json): boolean {
  if (byPath(json) !== null || fromRecording(json) !== null) return true
  const kind = detectRest(json)
  return kind !== null && kind !== 'empty' && !(Array.isArray(json) && json.length === 0)
}

export function readClusterFile(file: string, text: string): ClusterFile {
  const parsed = attempt(() => parseJavaJson(text))
  if (!parsed.ok) return { answers: [], problems: [{ ...parsed.error, file }], skipped: 0 }
  const json = parsed.value
  const recording = fromRecording(json)
  const found = recording?.found ?? byPath(json) ?? [{ path: pathOfFile(file), json }]
  const answers: ClusterAnswer[] = []
  const problems: ClusterProblem[] = []
  for (const { path, json: own } of found) {
    const name = found.length > 1 && path !== null ? `${file} ${path}` : file
    const read = readTolerant(own)
    if (read.ok) answers.push({ ...read.value, file: name, path, json: own })
    else problems.push({ ...read.error, file: name })
  }
  if (found.length === 0) problems.push({ file, ...NOTHING_RECORDED })
  return { answers, problems, skipped: recording?.skipped ?? 0 }
}

const NOTHING_RECORDED = {
  code: 'wrong-format',
  path: 'log.entries',
  message: 'expected answers below /jobs with their content, got none',
}
