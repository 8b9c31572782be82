/**
 * Reads the commands of a run by their definitions, which are handed in: a kind that is none of them is refused, so
 * are a target and parameters that are not as declared. They must be a tree in which no command acts before its parent.
 */
import { completeParams, type Params, type ParameterValue } from '../../base/parameters.ts'
import type { CommandDefinition } from '../../engine/api/command.ts'
import type { Command } from '../../engine/api/spec.ts'
import { COMMANDS_MAX } from '../limits.ts'
import { FILE_PROBLEM_CODES, refuse, refuseValue, within, type Place } from '../problems.ts'
import {
  anything,
  dictionary,
  fields,
  integer,
  list,
  name,
  nullable,
  optional,
  type Reader,
} from '../readers.ts'
import { checkTree } from './read-tree.ts'

const PARAMS_MAX = 20

const value: Reader<ParameterValue> = (given, at) =>
  typeof given === 'number' || typeof given === 'string' || typeof given === 'boolean'
    ? given
    : refuseValue('a number, a text, true or false', given, at)

const command = fields({
  id: integer(0),
  parent: nullable(integer(0)),
  at: integer(0),
  kind: anything,
  target: nullable(name),
  params: optional(dictionary(value, PARAMS_MAX)),
  /** Files from before there were parameters have the only one beside the other fields. */
  durationMs: anything,
})

const readCommand =
  (definitions: readonly CommandDefinition[]): Reader<Command> =>
  (given, at) => {
    const { kind, durationMs, params: own, ...rest } = command(given, at)
    const definition = definitions.find(other => other.kind === kind)
    if (definition === undefined)
      refuseValue(`one of ${definitions.map(other => other.kind).join(', ')}`, kind, within(at, 'kind'))
    checkTarget(definition, rest.target, within(at, 'target'))
    const old = durationMs === undefined ? {} : { durationMs: value(durationMs, within(at, 'durationMs')) }
    const params = { ...old, ...own }
    checkParams(definition, params, durationMs === undefined ? within(at, 'params') : at)
    const isGiven = own !== undefined || durationMs !== undefined
    return { ...rest, kind: definition.kind, ...(isGiven ? { params } : {}) }
  }

function checkTarget({ target: wanted }: CommandDefinition, target: string | null, at: Place): void {
  const what = wanted === 'task' ? 'a subtask' : `a ${wanted}`
  if (wanted !== null && target === null) refuseValue(`the name of ${what}`, target, at)
  if (wanted === null && target !== null) refuseValue('null, since it is about the job', target, at)
}

function checkParams({ parameters }: CommandDefinition, params: Params, at: Place): void {
  const complete = completeParams(parameters, params)
  if (complete.ok) return
  const { code, path, message } = complete.error
  refuse(FILE_PROBLEM_CODES.find(known => known === code) ?? 'wrong-type', within(at, path), message)
}

export const readCommands =
  (definitions: readonly CommandDefinition[]): Reader<readonly Command[]> =>
  (given, at) => {
    const read = list(readCommand(definitions), COMMANDS_MAX)(given, at)
    const byId = checkTree(read, at, 'command')
    for (const [index, item] of read.entries()) {
      const parent = item.parent === null ? undefined : byId.get(item.parent)
      if (parent !== undefined && item.at < parent.at) {
        refuseValue(
          `a step not before its parent's, ${parent.at}`,
          item.at,
          within(at, index, 'at'),
          'out-of-range',
        )
      }
    }
    return read
  }
