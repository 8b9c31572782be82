/**
 * The faults of one thing of the drawing, as data: those that this thing carries out, by the effect that each declares.
 * A new fault stands in the right menu by that alone.
 */
import { completeParams } from '../../../base/parameters.ts'
import type { CommandDefinition } from '../../../engine/api/command.ts'
import type { CommandEffect } from '../../../engine/api/effect.ts'
import type { ActorScene, ChannelFrame, ChannelItem } from '../../../engine/api/frame.ts'
import type { RecordView } from '../../../engine/api/trace.ts'
import { commands } from '../../../commands/index.ts'
import type { StageThing } from '../../../store/stage-menu.ts'
import { placeOf, type Aim, type Fault } from './fault-lists.ts'
import { targetsOf, variantsOf, verbOf, type Moment, type Verb } from './use-verbs.ts'

const faults = commands.filter(({ group }) => group !== 'job')

/** A place of which the whole list of faults is one step away. */
interface Neighbour {
  readonly name: string
  readonly aim: Aim
}

export interface StageList {
  readonly faults: readonly Fault[]
  readonly neighbours: readonly Neighbour[]
  /** Why there is nothing to be hit here now. */
  readonly none: 'no-record' | 'no-place' | null
}

type Elsewhere = Exclude<StageThing, { type: 'task' }>

export function stageList(thing: Elsewhere, moment: Moment): StageList {
  switch (thing.type) {
    case 'channel':
      return aboutChannel(thing.index, headOf(moment.frame.channels[thing.index]), moment)
    case 'record':
      return aboutChannel(thing.channel, thing, moment)
    case 'jobmanager':
    case 'storage':
      return { faults: carriedOutBy(thing.type, () => true, moment), neighbours: [], none: null }
    case 'broker': {
      const isAtSink = (target: ActorScene | null) => target?.vertex === thing.vertex
      return { faults: carriedOutBy('broker', isAtSink, moment), neighbours: [], none: null }
    }
  }
}

type Place = Pick<RecordView, 'label' | 'partition' | 'offset'>

/** What is on a channel is hit at its receiver; what stands at its two ends is the tasks' own. */
function aboutChannel(index: number, record: Place | null, moment: Moment): StageList {
  const { actors, channels } = moment.scene
  const channel = channels[index]
  const ends = [channel?.from, channel?.to].flatMap(end => actors.filter(actor => actor.index === end))
  const receiver = actors.find(actor => actor.index === channel?.to) ?? null
  const neighbours = ends.map(end => ({ name: end.name, aim: placeOf(end, moment) }))
  if (record === null || receiver === null) return { faults: [], neighbours, none: 'no-record' }
  // What a timer has made comes from no place of the log, by which it could be named.
  if (record.offset < 0) return { faults: [], neighbours, none: 'no-place' }
  const hit = faults.filter(takesRecord).map((definition): Fault => {
    const { partition, offset, label } = record
    const verb = verbOf(definition, receiver, { partition, offset }, moment)
    const { menu } = definition.texts[moment.language]
    return { key: definition.kind, name: menu, forms: [{ ...verb, label: `${menu}: ${label}` }] }
  })
  return { faults: hit, neighbours, none: null }
}

/** It can be told which record it is about. */
const takesRecord = ({ parameters }: CommandDefinition): boolean =>
  ['partition', 'offset'].every(name => parameters.some(each => each.name === name))

/** The record that its receiver takes first of those that have a place in the log. */
function headOf(channel: ChannelFrame | undefined): Place | null {
  if (channel === undefined) return null
  const items: readonly ChannelItem[] = [
    ...channel.received,
    ...channel.inTransit.map(({ item }) => item),
    ...channel.queued,
  ]
  const first = items.find(item => item.type === 'record' && item.record.offset >= 0)
  return first?.type === 'record' ? first.record : null
}

/** Faults whose effect this actor carries out, each with all forms and targets in which it does. */
function carriedOutBy(
  actor: CommandEffect['actor'],
  isMeant: (target: ActorScene | null) => boolean,
  moment: Moment,
): readonly Fault[] {
  return faults.flatMap(definition => {
    const forms = targetsOf(definition, moment.scene)
      .filter(isMeant)
      .flatMap(target =>
        variantsOf(definition)
          .filter(params => actorOf(definition, params) === actor)
          .map(params => verbOf(definition, target, params, moment)),
      )
    const name = definition.texts[moment.language].menu
    return forms.length === 0 ? [] : [{ key: definition.kind, name, forms }]
  })
}

function actorOf(definition: CommandDefinition, params: Verb['params']): CommandEffect['actor'] | null {
  const complete = completeParams(definition.parameters, params)
  return complete.ok ? definition.effect(complete.value).actor : null
}
