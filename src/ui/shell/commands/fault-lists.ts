/**
 * Where each fault stands in a menu, by the group that it declares: what people mostly want stands in the open, the
 * rest is folded into a list for each thing that is hit.
 */
import type { CommandGroup } from '../../../engine/api/command.ts'
import type { ActorScene } from '../../../engine/api/frame.ts'
import { definitionsOf, variantsOf, verbOf, type Moment, type Verb } from './use-verbs.ts'

/** In the order of the menu. */
const PLACES: Readonly<Record<CommandGroup, 'open' | 'folded' | 'not-a-fault'>> = {
  task: 'open',
  record: 'open',
  cluster: 'open',
  message: 'folded',
  checkpoint: 'folded',
  storage: 'folded',
  transaction: 'folded',
  network: 'folded',
  job: 'not-a-fault',
}

const groupsAt = (place: 'open' | 'folded'): readonly CommandGroup[] =>
  (Object.keys(PLACES) as CommandGroup[]).filter(group => PLACES[group] === place)

/** What a menu is about. Null among them: what there is only one of, such as the JobManager and the storage. */
export type Aim = readonly (ActorScene | null)[]

/** A fault as one aims it: in one form, or in one for each kind of message, answer, failure. */
export interface Fault {
  readonly key: string
  readonly name: string
  readonly forms: readonly Verb[]
}

export interface FaultList {
  readonly group: CommandGroup
  readonly faults: readonly Fault[]
}

/** A task, and the TaskManager that it runs in. */
export function placeOf(task: ActorScene, { scene, frame }: Moment): Aim {
  const index = frame.tasks.find(one => one.actor === task.index)?.taskManager
  const taskManager = scene.actors.find(actor => actor.index === index)
  return taskManager === undefined ? [task] : [task, taskManager]
}

/** The lists at one place of the menu that hold anything. */
export const faultLists = (place: 'open' | 'folded', aim: Aim, moment: Moment): readonly FaultList[] =>
  groupsAt(place)
    .map(group => ({ group, faults: faultsOf(group, aim, moment) }))
    .filter(({ faults }) => faults.length > 0)

const faultsOf = (group: CommandGroup, aim: Aim, moment: Moment): readonly Fault[] =>
  definitionsOf(group).flatMap(definition =>
    aim
      .filter(target => (target?.kind ?? null) === definition.target)
      .map(target => ({
        key: `${definition.kind} ${target?.name ?? ''}`,
        name: definition.texts[moment.language].menu,
        forms: variantsOf(definition).map(params => verbOf(definition, target, params, moment)),
      })),
  )
