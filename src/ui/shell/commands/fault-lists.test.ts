import { describe, expect, it } from 'vitest'
import { faults } from '../../../faults/index.ts'
import { goTo, wordCount } from '../../../faults/shared/run.suite.ts'
import { faultLists, placeOf, type Aim } from './fault-lists.ts'
import type { Moment } from './use-verbs.ts'

const run = wordCount()
goTo(run, 'CheckpointCompleted')
const frame = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
const moment: Moment = { scene: run.scene, frame, language: 'en' }
const task = run.scene.actors.find(actor => actor.name === 'count-1')!
const place = placeOf(task, moment)

const kindsAt = (at: 'open' | 'folded', aim: Aim): readonly string[] =>
  faultLists(at, aim, moment).flatMap(list => list.faults.map(({ forms }) => forms[0]!.definition.kind))

describe('the Fault menu', () => {
  it('holds every fault once', () => {
    const aim = [...place, null]
    const kinds = [...kindsAt('open', aim), ...kindsAt('folded', aim)]
    expect(kinds.toSorted()).toEqual(faults.map(({ kind }) => kind).toSorted())
  })

  it('has few faults in the open, and the process of the selected task among them', () => {
    expect(kindsAt('open', [...place, null])).toEqual([
      'kill-task',
      'slow-task',
      'pause-task',
      'hang-task',
      'drop-record',
      'poison-record',
      'kill-taskmanager',
      'kill-jobmanager',
    ])
    expect(place.map(target => target?.name)).toEqual(['count-1', 'taskmanager-1'])
  })

  it('about one task has nothing of the job', () => {
    const kinds = [...kindsAt('open', place), ...kindsAt('folded', place)]
    expect(kinds).not.toContain('kill-jobmanager')
    expect(kinds).not.toContain('lose-storage')
  })

  it('with nothing selected has what needs no target', () => {
    expect(kindsAt('open', [null])).toEqual(['kill-jobmanager'])
    expect(faultLists('folded', [null], moment).map(({ group }) => group)).toEqual(['checkpoint', 'storage'])
  })

  it('says of a fault that cannot act why', () => {
    const lists = faultLists('folded', place, moment)
    const transactions = lists.find(({ group }) => group === 'transaction')!.faults
    expect(transactions[0]!.forms.map(({ unavailable }) => unavailable)).toEqual(
      Array(3).fill('The task commits no transactions.'),
    )
  })
})
