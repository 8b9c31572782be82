/** The commands as the page offers them: with a target, their words, and why one cannot act now. */
import type { Params } from '../../../base/parameters.ts'
import { commands } from '../../../commands/index.ts'
import type { CommandDefinition, CommandGroup } from '../../../engine/api/command.ts'
import type { ActorScene, Frame, Scene } from '../../../engine/api/frame.ts'
import type { Language } from '../../../store/preferences.ts'
import { act } from '../../../store/run-commands.ts'
import { commandName, commandNote, refusalText } from '../../i18n/command-texts.ts'

/** One thing that can be chosen. */
export interface Verb {
  readonly definition: CommandDefinition
  readonly target: ActorScene | null
  readonly params: Params
  readonly label: string
  readonly note: string
  /** Why it cannot act now; null when it can. */
  readonly unavailable: string | null
  /** Acts, with other values where they are given. */
  readonly run: (values?: Params) => void
}

export interface Moment {
  readonly scene: Scene
  readonly frame: Frame
  readonly language: Language
}

export const definitionOf = (kind: string): CommandDefinition | undefined =>
  commands.find(definition => definition.kind === kind)

export const definitionsOf = (group: CommandGroup): readonly CommandDefinition[] =>
  commands.filter(definition => definition.group === group)

/** Commands whose first parameter is a choice are one verb for each option. */
export function variantsOf({ parameters }: CommandDefinition): readonly Params[] {
  const [first] = parameters
  return first?.type === 'choice' ? first.options.map(option => ({ [first.name]: option })) : [{}]
}

export function verbOf(
  definition: CommandDefinition,
  target: ActorScene | null,
  params: Params,
  { scene, frame, language }: Moment,
): Verb {
  const { job, coordinator, cluster, storage } = frame
  const task = frame.tasks.find(one => one.actor === target?.index) ?? null
  const taskManager = cluster.taskManagers.find(one => one.actor === target?.index) ?? null
  const defaults = Object.fromEntries(definition.parameters.map(each => [each.name, each.default]))
  const refusal = definition.refusal(
    { scene, job, coordinator, storage, task, cluster, taskManager },
    { ...defaults, ...params },
  )
  const name = target?.name ?? null
  return {
    definition,
    target,
    params,
    label: commandName(definition, language, name ?? '', params),
    note: commandNote(definition, language, params),
    unavailable: refusal === null ? null : (refusalText(definition, language, refusal) ?? refusal),
    run: (values = {}) => void act(definition.kind, name, { ...params, ...values }),
  }
}

/** What a command can be aimed at; null alone: it needs no target. */
export const targetsOf = (
  { target: wanted }: CommandDefinition,
  scene: Scene,
): readonly (ActorScene | null)[] =>
  wanted === null ? [null] : scene.actors.filter(actor => actor.kind === wanted)

/** Every verb there is, in every form and on every target. */
export const allVerbs = (moment: Moment): readonly Verb[] =>
  commands.flatMap(definition =>
    variantsOf(definition).flatMap(params =>
      targetsOf(definition, moment.scene).map(target => verbOf(definition, target, params, moment)),
    ),
  )
