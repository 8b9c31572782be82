/** A task actor before its first attempt, and what every new attempt begins with. */
import { createRng } from '../../base/prng.ts'
import { EVENT_TIME_MIN } from '../../base/time.ts'
import { NONE_ABORTED } from '../checkpoint/aborted-checkpoints.ts'
import { alternatingBarrierState } from '../checkpoint/alternating-handler.ts'
import { alignedBarrierState } from '../checkpoint/barrier-handler.ts'
import { barrierTrackerState } from '../checkpoint/barrier-tracker.ts'
import { Inbox } from '../kernel/message.ts'
import type { Plan, TaskPlan } from '../kernel/plan.ts'
import type { EngineSettings } from '../kernel/settings.ts'
import type { SourceState, TaskActor, TaskEventTime } from '../kernel/world.ts'
import { newInputChannel } from '../network/input-channel.ts'
import { newSubpartition } from '../network/subpartition.ts'
import { newCombined } from '../time/combined.ts'
import { newValve } from '../time/valve.ts'
import { NO_FAULTS } from './faults.ts'
import { Staged } from './staged.ts'
import { newUsage } from './usage.ts'

type AttemptFields = Pick<
  TaskActor,
  | 'cpu'
  | 'mailbox'
  | 'batch'
  | 'inputs'
  | 'outputs'
  | 'currentInput'
  | 'staged'
  | 'hand'
  | 'runtime'
  | 'eventTime'
  | 'barriers'
  | 'tracker'
  | 'alignment'
  | 'capture'
  | 'recovering'
  | 'debloat'
  | 'heldResumes'
  | 'snapshot'
  | 'uploads'
  | 'aborted'
  | 'lastCheckpointId'
  | 'lastCompletedId'
  | 'finish'
  | 'flushAt'
  | 'lineage'
  | 'restoring'
  | 'restoresInFlight'
  | 'commits'
>

type BarrierSettings = Pick<EngineSettings, 'exactlyOnce' | 'unaligned'>

export function freshAttempt(plan: TaskPlan, { exactlyOnce, unaligned }: BarrierSettings): AttemptFields {
  return {
    cpu: 'none',
    mailbox: [],
    batch: -1,
    inputs: plan.inputs.map(channel => newInputChannel(channel.index)),
    outputs: plan.outputs.map(channel => newSubpartition(channel.index)),
    currentInput: 0,
    staged: new Staged(),
    hand: { busy: false, value: null, key: null, timestamp: null, partition: -1, offset: -1, path: 0 },
    runtime: null,
    eventTime: newEventTime(plan),
    barriers: (unaligned ? alternatingBarrierState : alignedBarrierState)(plan.inputs.length),
    tracker: exactlyOnce ? null : barrierTrackerState(plan.inputs.length),
    alignment: null,
    capture: null,
    recovering: false,
    debloat: null,
    heldResumes: [],
    snapshot: null,
    uploads: [],
    aborted: NONE_ABORTED,
    lastCheckpointId: 0,
    lastCompletedId: 0,
    finish: {
      maxWatermark: false,
      dataEnded: false,
      pendingTransactions: 0,
      finalCheckpointMin: -1,
      finalCompleted: false,
      partitionsEnded: false,
      syncSavepoint: 0,
      stop: null,
      suspended: false,
      onRestore: false,
    },
    flushAt: -1,
    lineage: null,
    restoring: null,
    restoresInFlight: false,
    commits: [],
  }
}

function newEventTime(plan: TaskPlan): TaskEventTime {
  const inputs = plan.gates.reduce((most, gate) => Math.max(most, gate.input + 1), 1)
  const channels = (input: number) => plan.gates.filter(gate => gate.input === input).length
  return {
    valves: Array.from({ length: inputs }, (_, input) => newValve(channels(input))),
    operators: plan.vertex.nodes.map((_, position) => ({
      inputs: newCombined(position === 0 ? inputs : 1),
      emitted: EVENT_TIME_MIN,
      emittedIdle: false,
    })),
    marks: [],
    fresh: [],
    wakeUps: [],
    clockAt: -1,
  }
}

export function newTask(plan: Plan, task: TaskPlan, rank: number, seed: number): TaskActor {
  const splits = task.partitions.map(partition => ({
    partition,
    from: 0,
    offset: 0,
    furthest: 0,
    replayUntil: 0,
  }))
  const source: SourceState | null =
    task.vertex.role === 'source'
      ? {
          splits,
          wakeAt: -1,
          offsetsToCommit: [],
          groupOffsets: null,
          unreported: { records: 0, bytes: 0 },
          watermarks: null,
        }
      : null
  return {
    kind: 'task',
    index: task.actor,
    rank,
    events: 0,
    sent: 0,
    inbox: new Inbox(),
    rng: createRng(seed, `task ${task.actor}`),
    lastArrival: new Array<number>(plan.actorCount).fill(0),
    tampers: [],
    attempt: -1,
    taskManager: -1,
    incarnation: -1,
    session: -1,
    peers: {},
    isolated: [],
    gone: plan.taskManagers.map(() => -1),
    lost: plan.taskManagers.map(() => -1),
    localCopies: [],
    life: 'CREATED',
    errorText: null,
    cpuAt: 0,
    cpuN: 0,
    cpuCause: 0,
    slowFactor: 1,
    pausedUntil: -1,
    returnsAt: -1,
    early: [],
    roundRobin: task.edges.map(() => -1),
    source,
    past: [],
    processed: 0,
    usage: newUsage(0),
    restoredCheckpoint: 0,
    faults: NO_FAULTS,
    commitRequests: 0,
    ...freshAttempt(task, plan.settings),
  }
}
