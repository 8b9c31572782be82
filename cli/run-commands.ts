/** Commands as they are given on the command line or in a file of their own: a list, by step, on one line of history. */
import { completeParams, parseValue, type Params } from '../src/base/parameters.ts'
import { commands } from '../src/commands/index.ts'
import type { CommandDefinition } from '../src/engine/api/command.ts'
import type { Command } from '../src/engine/api/spec.ts'

/** A command without its place in the tree. */
export type Given = Pick<Command, 'at' | 'kind' | 'target' | 'params'>

/** What there is, with targets and parameters, for a help text. */
export const commandHelp = (): string =>
  commands
    .map(({ kind, target: wanted, parameters }) => {
      const target = wanted === null ? '' : `:${wanted.toUpperCase()}`
      const params = parameters.map(each => `,${each.name}=${String(each.default)}`)
      return `  ${kind}${target}${params.join('')}`
    })
    .join('\n')

function definitionOf(kind: unknown, at: string): CommandDefinition {
  const definition = commands.find(other => other.kind === kind)
  if (definition !== undefined) return definition
  const known = commands.map(other => other.kind).join(', ')
  throw new Error(`${at}: expected one of ${known}, got ${JSON.stringify(kind)}`)
}

function checked(definition: CommandDefinition, given: Given, at: string): Given {
  const { target: wanted } = definition
  if (wanted !== null && given.target === null)
    throw new Error(`${at}: expected a ${wanted} as target of ${given.kind}, got none`)
  if (wanted === null && given.target !== null)
    throw new Error(`${at}: expected no target of ${given.kind}, got ${given.target}`)
  const params = completeParams(definition.parameters, given.params ?? {})
  if (!params.ok) throw new Error(`${at}.${params.error.path}: ${params.error.message}`)
  return given
}

const COMMAND = /^([a-z-]+)@(\d+)(?::([^,]+))?((?:,[^,]*)*)$/

/** `KIND@STEP[:TARGET][,NAME=VALUE…]`. */
export function parseCommand(text: string): Given {
  const at = `--command ${text}`
  const found = COMMAND.exec(text)
  if (found === null) throw new Error(`${at}: expected KIND@STEP[:TARGET][,NAME=VALUE…]`)
  const [, kind, step, target, rest = ''] = found
  const definition = definitionOf(kind, at)
  const params: Record<string, Params[string]> = {}
  for (const pair of rest.split(',').slice(1)) {
    const [name = '', ...words] = pair.split('=')
    const parameter = definition.parameters.find(each => each.name === name)
    const typed = words.join('=')
    params[name] = parameter === undefined ? typed : (parseValue(parameter, typed) ?? typed)
  }
  const given = { at: Number(step), kind: definition.kind, target: target ?? null }
  return checked(definition, Object.keys(params).length === 0 ? given : { ...given, params }, at)
}

/** A JSON list of commands. */
export function parseCommands(text: string): readonly Given[] {
  const parsed: unknown = JSON.parse(text)
  if (!Array.isArray(parsed)) throw new Error('expected a list of commands')
  return parsed.map((entry: unknown, i) => {
    const { at, kind, target = null, params } = (entry ?? {}) as Record<string, unknown>
    if (!Number.isInteger(at) || (at as number) < 0)
      throw new Error(`[${i}].at: expected a step, got ${JSON.stringify(at)}`)
    const definition = definitionOf(kind, `[${i}].kind`)
    if (target !== null && typeof target !== 'string')
      throw new Error(`[${i}].target: expected the name of a target or null`)
    if (params !== undefined && (typeof params !== 'object' || params === null || Array.isArray(params)))
      throw new Error(`[${i}].params: expected an object`)
    const given: Given = { at: at as number, kind: definition.kind, target }
    return checked(
      definition,
      params === undefined ? given : { ...given, params: params as Params },
      `[${i}]`,
    )
  })
}

/** Each is the parent of the next, whatever order they were given in. */
export const oneLine = (given: readonly Given[]): readonly Command[] =>
  [...given]
    .sort((a, b) => a.at - b.at)
    .map((command, i) => ({ id: i + 1, parent: i === 0 ? null : i, ...command }))
