import { expect, test } from 'vitest'
import { copyPlain } from '../../base/copy.ts'
import { CHECKPOINT } from '../api/snapshot-type.ts'
import type { Snapshot } from '../api/snapshot.ts'
import type { TraceKind, TraceRow } from '../api/trace.ts'
import { brokenInvariants } from '../check/invariants.ts'
import type { Run } from '../index.ts'
import type { AckMetrics } from '../kernel/rpc.ts'
import { optionsOf } from './options.ts'
import { countsOf, inFlightOf, open, tryOpen, untilInFlight } from './unaligned-run.suite.ts'

const rowsOf = (run: Run, ...kinds: TraceKind[]): TraceRow[] => run.rows(1, run.step, new Set(kinds))

const whole = () => {
  const run = open()
  run.advanceToEnd()
  return countsOf(run)
}

test('barriers overtake what is queued, no channel waits, and what was in flight is part of the checkpoint', () => {
  const run = open()
  const snapshot = untilInFlight(run)
  expect(inFlightOf(snapshot)).toBeGreaterThan(0)
  expect(rowsOf(run, 'BarrierOvertook').length).toBeGreaterThan(0)
  expect(rowsOf(run, 'UnalignedCheckpointStarted').length).toBeGreaterThan(0)
  const persisted = rowsOf(run, 'InFlightPersisted').filter(row => row.checkpoint === snapshot.checkpointId)
  expect(persisted.reduce((sum, row) => sum + row.amount, 0)).toBe(inFlightOf(snapshot))
})

test('a kill at any moment behind it brings what was in flight back, each record once', () => {
  const expected = whole()
  for (let wait = 0; wait < 12; wait++) {
    const run = open()
    untilInFlight(run)
    run.seek(run.step + wait * 9)
    run.act('kill-task', wait % 2 === 0 ? 'count-0' : 'log-1')
    while (run.seek(run.step + 40)) expect(brokenInvariants(run.plan, run.world)).toEqual([])
    const { state, committed } = run.verdict()
    expect([state.verdict, committed.verdict], `kill ${wait}`).toEqual(['exact', 'exact'])
    expect(countsOf(run)).toEqual(expected)
    expect(rowsOf(run, 'InFlightRestored').length).toBeGreaterThan(0)
  }
})

test('a task that recovers processes what it was restored with before it runs, and is granted nothing before', () => {
  const run = open()
  untilInFlight(run)
  run.act('kill-task', 'count-1')
  run.advanceToEnd()
  const restored = rowsOf(run, 'InFlightRestored').filter(row => row.amount > 0)
  expect(restored.length).toBeGreaterThan(0)
  let recovered = 0
  for (const { step, actor } of restored) {
    const later = run.rows(step + 1, run.step).filter(row => row.actor === actor)
    // What had only its outputs restored runs at once.
    const started = later.find(row => row.kind === 'TaskStarted' || row.kind === 'TaskFailed')
    if (started?.kind !== 'TaskStarted') continue
    const before = later.filter(row => row.step < started.step)
    recovered += before.filter(row => row.kind === 'RecordProcessed').length
    expect(before.some(row => row.kind === 'BufferArrived')).toBe(false)
  }
  expect(recovered).toBeGreaterThan(0)
})

test.each([1, 2, 3, 5])(
  'a snapshot with data in flight opens at parallelism %d and ends the same',
  parallelism => {
    const snapshot = untilInFlight(open(), 2)
    const run = open({ restoreFrom: snapshot, parallelism })
    while (run.seek(run.step + 60)) expect(brokenInvariants(run.plan, run.world)).toEqual([])
    const { state, committed, sums } = run.verdict()
    expect([state.verdict, committed.verdict]).toEqual(['exact', 'exact'])
    expect(sums.counted + sums.inFlight + sums.toReplay).toBe(sums.distinctRead)
    expect(countsOf(run)).toEqual(whole())
  },
)

/** A snapshot of a job whose map also reads a stream on an edge that keeps its barriers aligned. */
function withoutItems(snapshot: Snapshot): Snapshot {
  const copy = copyPlain(snapshot)
  for (const operator of copy.operators)
    for (const subtask of operator.subtasks) delete (subtask as { inFlight?: unknown }).inFlight
  return copy
}

test('without its channel state the same snapshot loses exactly what was in flight', () => {
  const snapshot = untilInFlight(open())
  const id = String(snapshot.checkpointId)
  const config = { 'execution.state-recovery.without-channel-state.checkpoint-id': id }
  const run = open({ restoreFrom: snapshot, config })
  const bare = open({ restoreFrom: withoutItems(snapshot) })
  run.advanceToEnd()
  bare.advanceToEnd()
  expect(countsOf(run)).toEqual(countsOf(bare))
  expect(countsOf(run)).not.toEqual(whole())
  const other = open({ restoreFrom: snapshot, config: { ...config, [Object.keys(config)[0]!]: '99' } })
  other.advanceToEnd()
  expect(countsOf(other)).toEqual(whole())
})

test('in the running job a restore without channel state is seen as loss', () => {
  const first = untilInFlight(open()).checkpointId
  const config = { 'execution.state-recovery.without-channel-state.checkpoint-id': String(first) }
  const run = open({ config })
  untilInFlight(run)
  run.act('kill-task', 'count-0')
  run.seek(run.step + 200)
  expect(run.verdict().state.verdict).toBe('lost')
})

test.each(['rescale', 'broadcast'] as const)(
  'F035: on a %s edge the barrier stays aligned, and overtakes again behind it',
  how => {
    const run = open({ how, config: { 'weir.task.record-cost.map': '1 ms' } })
    run.seek(1500)
    const edge = run.plan.graph.edges.find(other => other.partitioner === how.toUpperCase())!
    const fixed = run.plan.channels.filter(channel => channel.edge === edge)
    expect(fixed.every(channel => !channel.mayOvertake)).toBe(true)
    const overtook = rowsOf(run, 'BarrierOvertook')
    expect(overtook.some(row => fixed.some(channel => channel.index === row.channel))).toBe(false)
    expect(overtook.length).toBeGreaterThan(0)
    const maps = new Set(fixed.map(channel => channel.to))
    const started = rowsOf(run, 'UnalignedCheckpointStarted')
    expect(started.some(row => maps.has(row.actor))).toBe(false)
    expect(rowsOf(run, 'AlignmentCompleted').some(row => maps.has(row.actor))).toBe(true)
    const metrics = run.frame({ limit: 10, queueItems: 10 } as never).coordinator.checkpoints
    expect(metrics.length).toBeGreaterThan(0)
  },
)

test('F036: a savepoint of such a job never overtakes, nor may it after a timeout', () => {
  const savepoint = { kind: 'savepoint', format: 'CANONICAL', after: 'none' } as const
  const kinds = (alignedTimeout: number) =>
    [CHECKPOINT, savepoint].map(
      type => optionsOf({ unaligned: true, alignedTimeout }, type).kind ?? 'aligned',
    )
  expect(kinds(0)).toEqual(['unaligned', 'aligned'])
  expect(kinds(100)).toEqual(['timeoutable', 'aligned'])
})

test('F037: more than one checkpoint at a time is refused with it', () => {
  const config = { 'execution.checkpointing.max-concurrent-checkpoints': '2' }
  const run = tryOpen({ config })
  expect(run.ok ? '' : run.error.path).toBe('execution.checkpointing.max-concurrent-checkpoints')
  expect(run.ok ? '' : run.error.message).toContain('unaligned')
})

test('F038: at-least-once barriers are counted, whatever the switch says', () => {
  const run = open({ config: { 'execution.checkpointing.mode': 'AT_LEAST_ONCE' } })
  run.seek(1500)
  expect(rowsOf(run, 'BarrierCounted').length).toBeGreaterThan(0)
  expect(rowsOf(run, 'BarrierOvertook', 'UnalignedCheckpointStarted').length).toBe(0)
})

test('with a timeout checkpoints begin aligned, and those that take too long go on unaligned', () => {
  const kinds = (timeout: string) => {
    const run = open({ config: { 'execution.checkpointing.aligned-checkpoint-timeout': timeout } })
    run.advanceToEnd()
    expect(run.verdict().state.verdict).toBe('exact')
    return new Set(
      rowsOf(
        run,
        'AlignmentTimedOut',
        'UnalignedCheckpointStarted',
        'ChannelBlocked',
        'BarrierAnnounced',
      ).map(row => row.kind),
    )
  }
  expect(kinds('3 ms')).toEqual(
    new Set(['AlignmentTimedOut', 'UnalignedCheckpointStarted', 'ChannelBlocked', 'BarrierAnnounced']),
  )
  expect([...kinds('1 h')].sort()).toEqual(['BarrierAnnounced', 'ChannelBlocked'])
})

function acksOf(run: Run): AckMetrics[] {
  const [manager] = run.world.actors
  const history = manager!.kind === 'jobmanager' ? manager!.coordinator.history : []
  return history
    .filter(entry => entry.status === 'completed')
    .flatMap(entry => entry.acks.map(ack => ack.metrics))
}

test('the acks tell what was persisted, and that barriers overtook', () => {
  const run = open()
  run.seek(2500)
  const acks = acksOf(run)
  expect(acks.every(metrics => metrics.unaligned)).toBe(true)
  expect(acks.some(metrics => metrics.persisted > 0)).toBe(true)
  expect(acks.every(metrics => metrics.bytes >= metrics.persisted)).toBe(true)
})

test('F010: of an aligned checkpoint the acks tell what was processed from the first barrier to the last', () => {
  const config = {
    'execution.checkpointing.unaligned.enabled': 'false',
    'weir.task.record-cost.count': '1 us',
    'weir.task.record-cost.map': '1 ms',
  }
  const run = open({ how: 'rescale', config })
  run.act('slow-task', 'map-1')
  run.seek(4000)
  const acks = acksOf(run)
  expect(acks.every(metrics => !metrics.unaligned && metrics.persisted === 0)).toBe(true)
  const waited = acks.filter(metrics => metrics.processed > 0)
  expect(waited.length).toBeGreaterThan(0)
  expect(waited.every(metrics => metrics.alignment > 0 && metrics.startDelay > 0)).toBe(true)
  // A buffer of one short record has 17 modelled bytes.
  expect(waited.every(metrics => metrics.processed % 17 === 0)).toBe(true)
})

test('data in flight on an edge that is now chained is refused by name', () => {
  const snapshot = copyPlain(untilInFlight(open()))
  const operator = snapshot.operators.find(other => other.uid === 'map')!
  const channel = {
    end: 'output' as const,
    from: 'map',
    to: 'log',
    tag: null,
    input: 0,
    peer: 0,
    peers: 2,
    items: [{ idle: true }],
  }
  Object.assign(operator.subtasks[0]!, { inFlight: [channel] })
  const run = tryOpen({ restoreFrom: snapshot })
  expect(run.ok ? '' : `${run.error.code} ${run.error.path}`).toMatch(
    /^in-flight-chained operators\[\d\]\.subtasks\[0\]\.inFlight\[0\]$/,
  )
})

/** The snapshot with what is in flight to the map moved to an edge `from` → `to`. */
function onEdge(snapshot: Snapshot, from: string, to: string, peers = 2): Snapshot {
  const copy = copyPlain(snapshot)
  const operator = copy.operators.find(other => other.uid === to)!
  const item = { value: 'a', timestamp: null, source: 'log', split: null, offset: -1, path: 0 }
  const channel = { end: 'input', from, to, tag: null, input: 0, peer: 0, peers, items: [item] }
  Object.assign(operator.subtasks[0]!, { inFlight: [channel] })
  return copy
}

const refusalOf = (run: ReturnType<typeof tryOpen>): string =>
  run.ok ? 'opened' : `${run.error.code} ${run.error.path}: ${run.error.message}`

test('data in flight on a pointwise edge is refused under another parallelism, and only then', () => {
  const opening = { how: 'rescale', config: { 'weir.task.record-cost.map': '1 ms' } } as const
  const snapshot = onEdge(withoutItems(untilInFlight(open(opening))), 'log', 'map')
  expect(refusalOf(tryOpen({ ...opening, restoreFrom: snapshot }))).toBe('opened')
  expect(refusalOf(tryOpen({ ...opening, restoreFrom: snapshot, parallelism: 3 }))).toMatch(
    /^in-flight-rescale parallelism: expected 2 and 2 subtasks of log and map .* RESCALE edge/,
  )
})

test('data in flight between operators that no edge joins is refused, or let go where the settings say so', () => {
  const snapshot = onEdge(withoutItems(untilInFlight(open())), 'gone', 'count')
  expect(refusalOf(tryOpen({ restoreFrom: snapshot }))).toMatch(
    /^in-flight-edge operators\[\d\]\.subtasks\[0\]\.inFlight\[0\]: expected an edge from gone to count/,
  )
  const config = { 'execution.state-recovery.ignore-unclaimed-state': 'true' }
  expect(refusalOf(tryOpen({ restoreFrom: snapshot, config }))).toBe('opened')
})

test('data in flight for subtasks that no channel joins any more is refused', () => {
  const snapshot = onEdge(withoutItems(untilInFlight(open())), 'map', 'count', 2)
  const channel = snapshot.operators.find(other => other.uid === 'count')!.subtasks[0]!.inFlight![0]!
  Object.assign(channel, { peer: 7, peers: 2 })
  expect(refusalOf(tryOpen({ restoreFrom: snapshot }))).toMatch(
    /^in-flight-edge operators: expected channels for all 1 records in flight from map to count, got channels for 0/,
  )
})

test('a custom partitioner is refused with unaligned checkpoints unless they are forced', () => {
  const custom = (config: Readonly<Record<string, string>>) => tryOpen({ how: 'custom', config })
  const enabled = 'execution.checkpointing.unaligned.enabled'
  expect(refusalOf(custom({}))).toContain(`config ${enabled}: expected false, as `)
  expect(refusalOf(custom({ [enabled]: 'false' }))).toBe('opened')
  const forced = { 'execution.checkpointing.unaligned.forced': 'true' }
  expect(refusalOf(custom(forced))).toBe('opened')
  const first = untilInFlight(open({ how: 'custom', config: forced }))
  const rescaled = open({ how: 'custom', config: forced, restoreFrom: first, parallelism: 3 })
  rescaled.advanceToEnd()
  expect(rescaled.verdict().state.verdict).toBe('exact')
})
