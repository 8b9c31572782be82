/** A job case while it is compared: what was expected of it, and what was seen. */
import type { Run, SinkRecord } from '../../src/engine/index.ts'
import { Mismatch, type GoldenCase } from './golden-case.ts'
import type { Long } from './long.ts'
import type { Schedule } from './schedule.ts'

export interface JobExpected {
  readonly status?: string
  readonly order: string
  readonly sinks?: Readonly<Record<string, ExpectedSink>>
  readonly jobGraph?: readonly ExpectedVertex[]
  readonly relativeTargets?: Readonly<Record<string, readonly number[]>>
}

export interface ExpectedSink {
  readonly perSubtask?: Readonly<Record<string, readonly ExpectedRecord[]>>
  readonly all?: readonly ExpectedRecord[]
}

export interface ExpectedRecord {
  readonly value: unknown
  /** Left out where the case says nothing about timestamps. */
  readonly timestamp?: Long | null
  readonly attempt?: number
}

export interface ExpectedVertex {
  readonly name: string
  readonly parallelism: number
  readonly maxParallelism: number
  readonly inputs: readonly { readonly from: string; readonly ship: string; readonly pattern: string }[]
}

/** What was seen while a job ran. */
export interface JobRun {
  readonly golden: GoldenCase
  readonly schedule: Schedule
  readonly run: Run
  /** The checkpoints of the script that completed, with the position of each split. */
  readonly checkpoints: readonly ScriptedCheckpoint[]
}

export interface ScriptedCheckpoint {
  readonly id: number
  readonly positions: Readonly<Record<string, number>>
}

/** What a sink holds in the end, by subtask. */
export function outputsOf(run: Run, uid: string): SinkRecord[][] {
  const vertex = run.jobGraph().vertices.find(other => other.nodes.some(node => node.uid === uid))
  if (vertex === undefined) throw new Mismatch(`expected a sink ${uid}, got none`)
  return Array.from({ length: vertex.parallelism }, (_, subtask) => run.outputs(uid, subtask))
}
