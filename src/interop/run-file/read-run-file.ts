/**
 * Reads a run file, which may come from anywhere: a learner hands one in, a link carries one. The commands must be a
 * tree in which no command acts before its parent; whether a step or a subtask exists is found by running.
 */
import type { Result } from '../../base/result.ts'
import type { Snapshot } from '../../engine/api/snapshot.ts'
import type { Branch, Command, CommandKind } from '../../engine/api/spec.ts'
import { checkDigest, openFile } from '../envelope.ts'
import { BRANCHES_MAX, COMMANDS_MAX } from '../limits.ts'
import { attempt, refuse, refuseValue, ROOT, within, type Place } from '../problems.ts'
import {
  anything,
  fields,
  integer,
  list,
  name,
  nullable,
  oneOf,
  optional,
  unique,
  type Reader,
} from '../readers.ts'
import { checkContent, contentFields } from '../snapshot-file/read-content.ts'
import type { KeyRules } from '../snapshot-file/read-keyed.ts'
import { specFields } from '../spec-fields.ts'
import { RUN_FORMAT, RUN_VERSION, type RunFile } from './run-file.ts'

const refuseKeys = () =>
  refuse(
    'wrong-key-group',
    'spec.restoreFrom',
    'expected no keyed state, got some: no rules for keys were given',
  )
const NO_KEYS: KeyRules = { canonicalKey: refuseKeys, keyGroupOf: refuseKeys }

/** What each command is about. */
const SUBJECTS: Readonly<Record<CommandKind, 'job' | 'task'>> = {
  'trigger-checkpoint': 'job',
  'cancel-job': 'job',
  'kill-task': 'task',
  'slow-task': 'task',
  'pause-task': 'task',
}

/** A time in ms, to the microsecond. */
const duration: Reader<number> = (value, at) =>
  typeof value === 'number' && value > 0 && value <= Number.MAX_SAFE_INTEGER / 1000
    ? value
    : refuseValue('a time in ms above 0', value, at)

const command = fields({
  id: integer(0),
  parent: nullable(integer(0)),
  at: integer(0),
  kind: oneOf(Object.keys(SUBJECTS) as CommandKind[]),
  target: nullable(name),
  durationMs: optional(duration),
})

const branch = fields({
  id: integer(0),
  name,
  tip: nullable(integer(0)),
  forkedAt: integer(0),
  parent: nullable(integer(0)),
})

interface TreeItem {
  readonly id: number
  readonly parent: number | null
}

/** Refuses an item whose parent is missing, or that is its own ancestor. */
function checkTree<T extends TreeItem>(items: readonly T[], at: Place, noun: string): ReadonlyMap<number, T> {
  unique(items, 'id', item => item.id, at)
  const byId = new Map(items.map(item => [item.id, item]))
  for (const [index, { parent }] of items.entries()) {
    if (parent !== null && !byId.has(parent)) {
      refuseValue(`the id of a ${noun}, or null`, parent, within(at, index, 'parent'), 'wrong-reference')
    }
  }
  checkRooted(items, byId, at, noun)
  return byId
}

/** Each item is walked over once: a walk ends at a root, or at what is known to lead to one. */
function checkRooted<T extends TreeItem>(
  items: readonly T[],
  byId: ReadonlyMap<number, T>,
  at: Place,
  noun: string,
): void {
  const rooted = new Set<number>()
  for (const [index, item] of items.entries()) {
    const path = new Set<number>()
    for (let next: TreeItem | undefined = item; next !== undefined && !rooted.has(next.id);) {
      if (path.has(next.id)) {
        refuse(
          'cycle',
          within(at, index, 'parent'),
          `expected a tree, got a ${noun} that is its own ancestor`,
        )
      }
      path.add(next.id)
      next = next.parent === null ? undefined : byId.get(next.parent)
    }
    for (const id of path) rooted.add(id)
  }
}

function checkTarget({ kind, target }: Command, at: Place): void {
  const needsTask = SUBJECTS[kind] === 'task'
  if (needsTask && target === null) refuseValue('the name of a subtask', target, within(at, 'target'))
  if (!needsTask && target !== null)
    refuseValue('null, since it is about the job', target, within(at, 'target'))
}

const commands: Reader<readonly Command[]> = (value, at) => {
  const read = list(command, COMMANDS_MAX)(value, at)
  const byId = checkTree(read, at, 'command')
  for (const [index, item] of read.entries()) {
    const place = within(at, index)
    checkTarget(item, place)
    const parent = item.parent === null ? undefined : byId.get(item.parent)
    if (parent !== undefined && item.at < parent.at) {
      refuseValue(
        `a step not before its parent's, ${parent.at}`,
        item.at,
        within(place, 'at'),
        'out-of-range',
      )
    }
  }
  return read
}

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

const runFields = (keys: KeyRules) =>
  fields({
    format: anything,
    version: anything,
    spec: fields({ ...specFields, commands, restoreFrom: optional(start(keys)) }),
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

function read(text: string, keys: KeyRules): RunFile {
  const file = openFile(text, RUN_FORMAT, RUN_VERSION)
  const { spec, branches: lines, cursor, hash } = runFields(keys)(file, ROOT)
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
export function readRunFile(text: string, keys: KeyRules = NO_KEYS): Result<RunFile> {
  return attempt(() => read(text, keys))
}
