/** What became of a key's value, read from the trace: a record that changed it says `c = 17`. Pure. */
import type { CheckpointFrame } from '../../../../engine/api/frame.ts'
import type { TraceRow } from '../../../../engine/api/trace.ts'

export interface ValueChange {
  readonly step: number
  readonly time: number
  readonly text: string
  /** Null: it is no number, and is not drawn. */
  readonly value: number | null
}

export interface KeyCut {
  readonly checkpoint: number
  readonly step: number
  readonly time: number
}

/** By task and key, oldest first. */
export type KeyHistories = ReadonlyMap<string, readonly ValueChange[]>

export const historyKey = (actor: number, key: string): string => `${actor} ${key}`

export function historiesOf(rows: readonly TraceRow[]): KeyHistories {
  const histories = new Map<string, ValueChange[]>()
  for (const { step, time, actor, record, effect } of rows) {
    const key = record?.key ?? null
    if (key === null || effect?.startsWith(`${key} = `) !== true) continue
    const text = effect.slice(key.length + 3)
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null
    const own = histories.get(historyKey(actor, key)) ?? []
    own.push({ step, time, text, value })
    histories.set(historyKey(actor, key), own)
  }
  return histories
}

/** The value at the end of a step; null: it had none, or nothing is known of it. */
export function valueAt(history: readonly ValueChange[], step: number): string | null {
  return history.findLast(change => change.step <= step)?.text ?? null
}

/** Where a task cut its state for the checkpoints that a frame still tells, oldest first. */
export function cutsOf(checkpoints: readonly CheckpointFrame[], actor: number): readonly KeyCut[] {
  return checkpoints
    .flatMap(({ id, status, subtasks }) => {
      const part = subtasks.find(one => one.actor === actor)
      return part === undefined || part.cutStep < 0 || status === 'aborted'
        ? []
        : [{ checkpoint: id, step: part.cutStep, time: part.cutTime }]
    })
    .toSorted((a, b) => a.step - b.step)
}
