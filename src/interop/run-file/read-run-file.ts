/**
 * Reads a run file, which may come from anywhere: a learner hands one in, a link carries one. The commands must be a
 * tree in which no command acts before its parent; whether a step or a subtask exists is found by running.
 */
import type { Result } from '../../base/result.ts'
import type { Snapshot } from '../../engine/api/snapshot.ts'
import type { CommandDefinition } from '../../engine/api/command.ts'
import type { Branch } from '../../engine/api/spec.ts'
import { checkDigest, openFile } from '../envelope.ts'
import { BRANCHES_MAX } from '../limits.ts'
import { attempt, refuse, refuseValue, ROOT, within } from '../problems.ts'
import { anything, fields, integer, list, name, nullable, optional, type Reader } from '../readers.ts'
import { checkContent, contentFields } from '../snapshot-file/read-content.ts'
import type { KeyRules } from '../snapshot-file/read-keyed.ts'
import { specFields } from '../spec-fields.ts'
import { readCommands } from './read-commands.ts'
import { checkTree } from './read-tree.ts'
import { RUN_FORMAT, RUN_VERSION, type RunFile } from './run-file.ts'

const refuseKeys = () =>
  refuse(
    'wrong-key-group',
    'spec.restoreFrom',
    'expected no keyed state, got some: no rules for keys were given',
  )
const NO_KEYS: KeyRules = { canonicalKey: refuseKeys, keyGroupOf: refuseKeys }

const branch = fields({
  id: integer(0),
  name,
  tip: nullable(integer(0)),
  forkedAt: integer(0),
  parent: nullable(integer(0)),
})

const branches: Reader<readonly Branch[]> = (value, at) => {
  const read = list(branch, BRANCHES_MAX)(value, at)
  const byId = checkTree(read, at, 'branch')
  if (!byId.has(0)) refuse('missing', at, 'expected branch 0, got a list without it')
  for (const [index, item] of read.entries()) {
    const isMain = item.id === 0
    if (isMain !== (item.parent === null)) {
      const expected = isMain ? 'null, since branch 0 is main' : 'the id of a branch'
      refuseValue(expected, item.parent, within(at, index, 'parent'), 'wrong-reference')
    }
  }
  return read
}

const runFields = (definitions: readonly CommandDefinition[], keys: KeyRules) =>
  fields({
    format: anything,
    version: anything,
    spec: fields({ ...specFields, commands: readCommands(definitions), restoreFrom: optional(start(keys)) }),
    branches,
    cursor: fields({ branch: integer(0), step: integer(0) }),
    hash: name,
    digest: anything,
  })

/** The snapshot that a run begins from. */
const start = (keys: KeyRules): Reader<Snapshot> => {
  const read = fields({ jobName: name, ...contentFields(keys) })
  return (value, at) => {
    const { jobName, ...content } = read(value, at)
    return { ...checkContent(content, at), jobName }
  }
}

function checkReferences({ spec, branches: lines, cursor }: RunFile): void {
  const ids = new Set(spec.commands.map(item => item.id))
  for (const [index, { tip }] of lines.entries()) {
    if (tip === null || ids.has(tip)) continue
    const at = within(ROOT, 'branches', index, 'tip')
    refuseValue('the id of a command, or null', tip, at, 'wrong-reference')
  }
  if (!lines.some(line => line.id === cursor.branch)) {
    const at = within(ROOT, 'cursor', 'branch')
    refuseValue('the id of a branch', cursor.branch, at, 'wrong-reference')
  }
}

function read(text: string, definitions: readonly CommandDefinition[], keys: KeyRules): RunFile {
  const file = openFile(text, RUN_FORMAT, RUN_VERSION)
  const { spec, branches: lines, cursor, hash } = runFields(definitions, keys)(file, ROOT)
  const { restoreFrom, ...rest } = spec
  const run: RunFile = {
    spec: restoreFrom === undefined ? rest : { ...rest, restoreFrom },
    branches: lines,
    cursor,
    hash,
  }
  checkReferences(run)
  checkDigest(file)
  return run
}

/** `keys` is needed for a run that begins from a snapshot with keyed state; without it such a run is refused. */
export function readRunFile(
  text: string,
  definitions: readonly CommandDefinition[],
  keys: KeyRules = NO_KEYS,
): Result<RunFile> {
  return attempt(() => read(text, definitions, keys))
}
