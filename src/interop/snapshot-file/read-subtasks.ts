/** The subtasks of one operator in a snapshot file: in order, and in agreement with one another. */
import type { SubtaskSnapshot } from '../../engine/api/snapshot.ts'
import type { Json } from '../json-text.ts'
import { decodeValue } from '../json-values.ts'
import { SPLITS_MAX, STATES_MAX } from '../limits.ts'
import { describe, refuse, refuseValue, within, type Place } from '../problems.ts'
import {
  anything,
  dictionary,
  fields,
  integer,
  list,
  name,
  optional,
  unique,
  type Reader,
} from '../readers.ts'
import { readInFlight } from './read-in-flight.ts'
import { readKeyed, type Owner } from './read-keyed.ts'

const value: Reader<unknown> = (json, at) => decodeValue(json, at)

const broadcastEntry: Reader<readonly [string | number | boolean, unknown]> = (json, at) => {
  const entry = value(json, at)
  const key = Array.isArray(entry) && entry.length === 2 ? (entry as readonly unknown[])[0] : undefined
  if (typeof key !== 'string' && typeof key !== 'number' && typeof key !== 'boolean')
    return refuseValue('[key, value], the key a text, a number or a boolean', entry, at)
  return [key, (entry as readonly unknown[])[1]]
}

const split = fields({ id: name, offset: integer(0) })

/** The operator that the subtasks belong to. */
type OperatorHead = Omit<Owner, 'index'> & { readonly uid: string }

const subtaskReader = (operator: OperatorHead): Reader<SubtaskSnapshot> => {
  const head = fields({
    index: integer(0, operator.parallelism - 1),
    keyed: anything,
    lists: dictionary(list(value), STATES_MAX),
    unionLists: optional(dictionary(list(value), STATES_MAX)),
    broadcastStates: optional(dictionary(list(broadcastEntry), STATES_MAX)),
    splits: list(split, SPLITS_MAX),
    inFlight: anything,
  })
  return (json, at) => {
    const read = head(json, at)
    const { index, keyed, lists, unionLists = {}, broadcastStates = {}, splits, inFlight: given } = read
    const owner = { ...operator, index }
    const parts = list((part, place) => readKeyed(part, place, owner), STATES_MAX)(keyed, within(at, 'keyed'))
    unique(parts, 'state', part => part.state, within(at, 'keyed'))
    unique(splits, 'id', part => part.id, within(at, 'splits'))
    const inFlight = readInFlight(given, within(at, 'inFlight'), operator.uid)
    const state = { index, keyed: parts, lists, unionLists, broadcastStates, splits }
    return inFlight === undefined ? state : { ...state, inFlight }
  }
}

/** Every subtask is there, in its place: how list state is dealt out depends on it. */
function checkIndices(subtasks: readonly SubtaskSnapshot[], parallelism: number, at: Place): void {
  for (const [i, { index }] of subtasks.entries()) {
    if (index !== i) refuseValue(String(i), index, within(at, i, 'index'), 'unsorted')
  }
  if (subtasks.length !== parallelism) {
    refuse('missing', at, `expected ${parallelism} subtasks, got ${subtasks.length}`)
  }
}

/** A state is of one kind, by one type of key, in all subtasks. */
function checkStates(subtasks: readonly SubtaskSnapshot[], at: Place): void {
  const known = new Map<string, string>()
  for (const [i, { keyed }] of subtasks.entries()) {
    for (const [k, part] of keyed.entries()) {
      const type = `a ${part.kind} state by ${part.keyType}`
      const expected = known.get(part.state) ?? type
      if (type !== expected) {
        refuse('wrong-type', within(at, i, 'keyed', k), `expected ${expected}, as before, got ${type}`)
      }
      known.set(part.state, type)
    }
  }
}

/** A split is read by one subtask. */
function checkSplits(subtasks: readonly SubtaskSnapshot[], at: Place): void {
  const owners = new Map<string, number>()
  for (const [i, { index, splits }] of subtasks.entries()) {
    for (const [s, { id }] of splits.entries()) {
      const owner = owners.get(id)
      if (owner !== undefined) {
        refuse(
          'duplicate',
          within(at, i, 'splits', s, 'id'),
          `duplicate split: ${describe(id)}, of subtask ${owner}`,
        )
      }
      owners.set(id, index)
    }
  }
}

export function readSubtasks(
  json: Json | undefined,
  at: Place,
  operator: OperatorHead,
): readonly SubtaskSnapshot[] {
  const subtasks = list(subtaskReader(operator), operator.parallelism)(json, at)
  checkIndices(subtasks, operator.parallelism, at)
  checkStates(subtasks, at)
  checkSplits(subtasks, at)
  return subtasks
}
