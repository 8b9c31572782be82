/** Any command that there is, at random: its target, its parameters. Kills come most often, since they matter most. */
import { nextInt, type Rng } from '../../src/base/prng.ts'
import type { Parameter, ParameterValue, Params } from '../../src/base/parameters.ts'
import { commands } from '../../src/commands/index.ts'
import type { CommandDefinition } from '../../src/engine/api/command.ts'
import type { Run } from '../../src/engine/index.ts'
import { chance, pick, type Traits } from './random-time.ts'

const KILLS_PERCENT = 40
const CANCELS_PERCENT = 2
/**
 * A run waits for a hang to end: in minutes the timers of its tasks, or checkpoints that are declined, take all its steps,
 * and processing time is so far ahead that a trigger which fires every few milliseconds of event time takes as many.
 */
const HANG_MS_MAX = 3000
const KILL = 'kill-task'
const CANCEL = 'cancel-job'
const HANG = 'hang-task'

const byKind = (kind: string): CommandDefinition => commands.find(command => command.kind === kind)!
/** A fault that shares the place of another in the draw: half of the time it comes instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  'pause-task': HANG,
  'network-partition': 'isolate-taskmanager',
}
const IS_INSTEAD = new Set(Object.values(INSTEAD))
const OTHERS = commands.filter(({ kind }) => kind !== KILL && kind !== CANCEL && !IS_INSTEAD.has(kind))

/** Every one of them, as it is called among what was reached. */
export const COMMAND_NAMES: readonly string[] = commands.map(({ kind }) => `command ${kind}`)

function definitionOf(rng: Rng): CommandDefinition {
  if (chance(rng, CANCELS_PERCENT)) return byKind(CANCEL)
  if (chance(rng, KILLS_PERCENT)) return byKind(KILL)
  const drawn = pick(rng, OTHERS)
  const other = INSTEAD[drawn.kind]
  return other !== undefined && chance(rng, 50) ? byKind(other) : drawn
}

function valueOf(parameter: Parameter, rng: Rng): ParameterValue {
  switch (parameter.type) {
    case 'duration':
    case 'count':
    case 'factor': {
      const { min, max, default: usual } = parameter
      const value = pick(rng, [usual, usual, min, Math.ceil(usual / 3), usual * 2])
      return Math.min(max, Math.max(min, value))
    }
    case 'choice':
      return pick(rng, parameter.options)
    case 'flag':
      return chance(rng, 50)
    case 'text':
      return parameter.default
  }
}

function paramsOf({ parameters }: CommandDefinition, rng: Rng): Params {
  return Object.fromEntries(parameters.map(parameter => [parameter.name, valueOf(parameter, rng)]))
}

function withinSteps(kind: string, params: Params): Params {
  if (kind !== HANG) return params
  return { ...params, durationMs: Math.min(HANG_MS_MAX, Number(params.durationMs)) }
}

export function randomCommand(run: Run, rng: Rng, traits: Traits): void {
  const { kind } = definitionOf(rng)
  actAtRandom(run, kind, {}, rng, traits)
}

/** On any target that allows it; parameters that are not given at random. */
export function actAtRandom(run: Run, kind: string, given: Params, rng: Rng, traits: Traits): void {
  const definition = byKind(kind)
  const { target: wanted } = definition
  const actors = run.scene.actors.filter(actor => actor.kind === wanted)
  const names = wanted === null ? [null] : shuffled(actors, rng).map(({ name }) => name)
  const params = { ...withinSteps(kind, paramsOf(definition, rng)), ...given }
  const target = names.find(name => run.refusal(kind, name, params) === null)
  if (target === undefined) {
    traits.add('a command that was refused')
    return
  }
  traits.add(`command ${kind}`)
  run.act(kind, target, params)
}

function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const left = [...items]
  return items.map(() => left.splice(nextInt(rng, left.length), 1)[0]!)
}
