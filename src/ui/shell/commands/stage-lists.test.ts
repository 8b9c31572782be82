import { describe, expect, it } from 'vitest'
import { faults } from '../../../faults/index.ts'
import { goTo, wordCount } from '../../../faults/shared/run.suite.ts'
import type { StageThing } from '../../../store/stage-menu.ts'
import { KEYS } from '../keys/key-list.ts'
import { faultLists, placeOf, type Aim } from './fault-lists.ts'
import { found } from './find-verbs.ts'
import { stageList } from './stage-lists.ts'
import { allVerbs, type Moment, type Verb } from './use-verbs.ts'
import { KEY_HINTS } from './verb-items.tsx'

const run = wordCount()
goTo(run, 'CheckpointCompleted')
const frame = run.frame({ stateRows: 0, queueItems: 8, stateFilter: null })
const moment: Moment = { scene: run.scene, frame, language: 'en' }
const tasks = run.scene.actors.filter(actor => actor.kind === 'task')
const task = tasks.find(actor => actor.name === 'count-1')!
const sink = run.scene.vertices.find(vertex => vertex.role === 'sink')!

const atAim = (aim: Aim): readonly Verb[] =>
  (['open', 'folded'] as const)
    .flatMap(at => faultLists(at, aim, moment))
    .flatMap(list => list.faults.flatMap(({ forms }) => forms))

const onStage = (thing: Exclude<StageThing, { type: 'task' }>): readonly Verb[] =>
  stageList(thing, moment).faults.flatMap(({ forms }) => forms)

/** Goes on until a record waits at a receiver. */
function nextReceived() {
  for (;;) {
    run.seek(run.step + 1)
    const now = run.frame({ stateRows: 0, queueItems: 8, stateFilter: null })
    const index = now.channels.findIndex(({ received }) => received[0]?.type === 'record')
    const first = now.channels[index]?.received[0]
    if (first?.type === 'record') return { index, first: first.record, at: { ...moment, frame: now } }
  }
}

const kinds = (verbs: readonly Verb[]): readonly string[] =>
  [...new Set(verbs.map(({ definition }) => definition.kind))].toSorted()

const ALL = faults.map(({ kind }) => kind).toSorted()
const things: readonly Exclude<StageThing, { type: 'task' }>[] = [
  { type: 'jobmanager' },
  { type: 'storage' },
  { type: 'broker', vertex: sink.index },
]

describe('each fault can be reached', () => {
  it('in the Fault menu, with a task selected and with none', () => {
    const elsewhere = run.scene.actors.filter(({ kind }) => kind === 'task' || kind === 'taskmanager')
    expect(kinds(atAim([...placeOf(task, moment), null]))).toEqual(ALL)
    expect(kinds([...atAim([null]), ...elsewhere.flatMap(actor => atAim([actor]))])).toEqual(ALL)
  })

  it('by right click and long press, on what is hit', () => {
    expect(kinds([...atAim(placeOf(task, moment)), ...things.flatMap(onStage)])).toEqual(ALL)
  })

  it('in the palette, which a key opens, by its kind', () => {
    expect(KEYS.some(({ action }) => action === 'palette')).toBe(true)
    for (const kind of ALL) expect(kinds(found(allVerbs(moment), kind))).toContain(kind)
  })

  it('and the keys that menus show are keys of the page', () => {
    const shown = KEYS.flatMap(({ shown: keys }) => keys)
    for (const key of Object.values(KEY_HINTS)) expect(shown).toContain(key)
  })
})

describe('the menu on the stage', () => {
  it('of the storage has what hits it, on each task where it is about a file', () => {
    expect(kinds(onStage({ type: 'storage' }))).toEqual([
      'corrupt-file',
      'fail-storage',
      'lose-storage',
      'slow-storage',
    ])
    const files = onStage({ type: 'storage' }).filter(({ definition }) => definition.kind === 'corrupt-file')
    expect(files.map(({ target }) => target?.name)).toEqual(tasks.map(({ name }) => name))
  })

  it('of a broker is about its sinks only', () => {
    const verbs = onStage({ type: 'broker', vertex: sink.index })
    expect(kinds(verbs)).toContain('expire-transactions')
    expect(new Set(verbs.map(({ target }) => target?.vertex))).toEqual(new Set([sink.index]))
  })

  it('of the JobManager has the messages that it sends, and not those of tasks', () => {
    const messages = onStage({ type: 'jobmanager' })
      .filter(({ definition }) => definition.kind === 'drop-message')
      .map(({ params }) => params['message'])
    expect(new Set(messages)).toEqual(new Set(['abort', 'complete', 'trigger']))
  })

  it('of a channel drops the record that its receiver takes next, and leads to both its ends', () => {
    const { index, first, at } = nextReceived()
    const { faults: hit, neighbours } = stageList({ type: 'channel', index }, at)
    expect(hit.map(({ forms }) => forms[0]!.label)).toEqual([`Drop a record: ${first.label}`])
    const { partition, offset } = first
    expect(hit[0]!.forms[0]!.params).toEqual({ partition, offset })
    expect(neighbours).toHaveLength(2)
  })

  it('of a channel without a record says so, and of what no source has read too', () => {
    const start = wordCount()
    const empty: Moment = {
      ...moment,
      frame: start.frame({ stateRows: 0, queueItems: 8, stateFilter: null }),
    }
    expect(stageList({ type: 'channel', index: 0 }, empty)).toMatchObject({ faults: [], none: 'no-record' })
    const made: StageThing = { type: 'record', channel: 0, label: 'a=1', partition: -1, offset: -1 }
    expect(stageList(made, moment)).toMatchObject({ faults: [], none: 'no-place' })
  })
})
