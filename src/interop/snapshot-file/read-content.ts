/** The state in a snapshot, read from JSON: in a snapshot file, and in a run that begins from one. */
import type { OperatorSnapshot, Snapshot } from '../../engine/api/snapshot.ts'
import { SAVEPOINT_FORMATS } from '../../engine/api/snapshot-type.ts'
import { OPERATORS_MAX, PARALLELISM_MAX } from '../limits.ts'
import { refuseValue, within, type Place } from '../problems.ts'
import { anything, fields, integer, list, name, oneOf, optional, unique, type Reader } from '../readers.ts'
import type { KeyRules } from './read-keyed.ts'
import { readSubtasks } from './read-subtasks.ts'

export const parallelism = integer(1, PARALLELISM_MAX)

interface Parallel {
  readonly parallelism: number
  readonly maxParallelism: number | null
}

export function checkParallelism(node: Parallel, at: Place): void {
  if (node.maxParallelism !== null && node.parallelism > node.maxParallelism) {
    const expected = `at most the max parallelism ${node.maxParallelism}`
    refuseValue(expected, node.parallelism, within(at, 'parallelism'), 'out-of-range')
  }
}

/** A mark that is left out where it is not set. */
const isTrue: Reader<true> = (json, at) => (json === true ? json : refuseValue('true', json, at))

const head = fields({
  uid: name,
  name,
  kind: name,
  parallelism,
  maxParallelism: parallelism,
  fullyFinished: optional(isTrue),
  subtasks: anything,
})

const operatorReader =
  (keys: KeyRules): Reader<OperatorSnapshot> =>
  (json, at) => {
    const { fullyFinished, ...operator } = head(json, at)
    checkParallelism(operator, at)
    const subtasks = readSubtasks(operator.subtasks, within(at, 'subtasks'), { ...operator, keys })
    return { ...operator, ...(fullyFinished === undefined ? {} : { fullyFinished }), subtasks }
  }

/** The fields of a snapshot but its job's name, in the order in which they are written. */
export const contentFields = (keys: KeyRules) => ({
  checkpointId: integer(1),
  triggeredAt: integer(0),
  completedAt: integer(0),
  savepoint: optional(fields({ format: oneOf(SAVEPOINT_FORMATS), path: name })),
  operators: list(operatorReader(keys), OPERATORS_MAX),
})

export function checkContent(content: Omit<Snapshot, 'jobName'>, at: Place): Omit<Snapshot, 'jobName'> {
  const { checkpointId, triggeredAt, completedAt, savepoint, operators } = content
  if (completedAt < triggeredAt) {
    const expected = `at least triggeredAt, ${triggeredAt}`
    refuseValue(expected, completedAt, within(at, 'completedAt'), 'out-of-range')
  }
  unique(operators, 'uid', operator => operator.uid, within(at, 'operators'))
  return {
    checkpointId,
    triggeredAt,
    completedAt,
    ...(savepoint === undefined ? {} : { savepoint }),
    operators,
  }
}
