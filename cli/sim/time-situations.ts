/** Rare situations of time and state that no row of the trace tells: seen by looking at a run's world now and then. */
import { jobManagerOf, taskOf } from '../../src/engine/check/view.ts'
import type { Run } from '../../src/engine/index.ts'
import type { CompletedCheckpoint, TaskActor } from '../../src/engine/kernel/world.ts'
import type { Traits } from './random-time.ts'

/** Functions of random pipelines mark what they meet in a state of this name. */
export const MET = 'met: '

export const MOMENT_NAMES: readonly string[] = [
  'a late record dropped',
  'sessions merged',
  'an idle input',
  'an idle channel that has to catch up',
  'a restore with timers',
  'a restore with windows',
  'a restore with broadcast state',
  'a restore with operator list state',
  'a rescale with timers',
  'a rescale with windows',
  'a late firing',
  'a timer deleted',
  'a timer set again when it fired',
  'a value expired',
]

export function noteMoments(run: Run, traits: Traits): void {
  for (const { actor } of run.plan.tasks) noteTask(taskOf(run.world, actor), traits)
  const { restoredFrom, coordinator } = jobManagerOf(run.world)
  const restored = coordinator.completed.find(({ id }) => id === restoredFrom)
  if (restoredFrom > 0 && restored !== undefined) noteRestored(restored, 'restore', traits)
}

function noteTask({ runtime, eventTime }: TaskActor, traits: Traits): void {
  for (const { channels, idle } of eventTime.valves) {
    if (idle) traits.add('an idle input')
    if (channels.some(channel => !channel.idle && !channel.aligned))
      traits.add('an idle channel that has to catch up')
  }
  if (runtime === null) return
  for (const operator of runtime.operators) {
    if (((operator.inspect?.()['lateDropped'] ?? 0) as number) > 0) traits.add('a late record dropped')
  }
  for (const table of runtime.wiring.tables()) {
    if (table.state.startsWith(MET) && table.rows.size > 0) traits.add(table.state.slice(MET.length))
    if (table.state !== 'merging-window-set') continue
    for (const { value } of table.rows.values())
      if (JSON.stringify(value) !== JSON.stringify(unmerged(value))) traits.add('sessions merged')
  }
}

/** A session that was never merged is kept under its own name. */
const unmerged = (value: unknown): unknown =>
  (value as readonly (readonly [string, string])[]).map(([window]) => [window, window])

export function noteRestored(
  { states }: CompletedCheckpoint,
  how: 'restore' | 'rescale',
  traits: Traits,
): void {
  for (const state of states) {
    for (const { kind, scope, rows } of state?.parts.keyed ?? []) {
      if (rows.size === 0) continue
      if (kind === 'event-time-timers' || kind === 'processing-time-timers')
        traits.add(`a ${how} with timers`)
      if (scope === 'namespace') traits.add(`a ${how} with windows`)
    }
    for (const { mode, values } of state?.parts.lists ?? []) {
      if (values.length === 0 || how === 'rescale') continue
      traits.add(
        mode === 'broadcast' ? 'a restore with broadcast state' : 'a restore with operator list state',
      )
    }
  }
}
