/**
 * The run file: a run is its spec, so a spec with its command tree, the named branches and a cursor are the whole
 * run, to the byte. The hash of the world at the cursor tells the reader whether it came out the same. Version 1;
 * its JSON Schema is published as `schema/run-1.json`.
 */
import type { Branch, Command, RunSpec } from '../../engine/api/spec.ts'
import type { Json } from '../json-text.ts'
import { writeContent } from '../snapshot-file/write-content.ts'
import { printFile, type StreamedFields } from '../streamed-json.ts'
import { writeSpecFields } from '../spec-fields.ts'

export const RUN_FORMAT = 'weir-run'
export const RUN_VERSION = 1

export interface RunFile {
  readonly spec: RunSpec
  readonly branches: readonly Branch[]
  readonly cursor: { readonly branch: number; readonly step: number }
  /** Hash of the world at the cursor. */
  readonly hash: string
}

const writeCommand = ({ id, parent, at, kind, target, params }: Command): Json => ({
  id,
  parent,
  at,
  kind,
  target,
  ...(params === undefined ? {} : { params: { ...params } }),
})

const writeBranch = ({ id, name, tip, forkedAt, parent }: Branch): Json => ({
  id,
  name,
  tip,
  forkedAt,
  parent,
})

function writeSpec(spec: RunSpec): StreamedFields {
  const { restoreFrom } = spec
  const start =
    restoreFrom === undefined
      ? {}
      : { restoreFrom: { jobName: restoreFrom.jobName, ...writeContent(restoreFrom) } }
  return { ...writeSpecFields(spec), commands: spec.commands.map(writeCommand), ...start }
}

export function writeRunFile(run: RunFile): string {
  const { branch, step } = run.cursor
  return printFile({
    format: RUN_FORMAT,
    version: RUN_VERSION,
    spec: writeSpec(run.spec),
    branches: run.branches.map(writeBranch),
    cursor: { branch, step },
    hash: run.hash,
  })
}
