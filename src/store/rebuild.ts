/**
 * A run of like shape as a cluster's statistics, in the place of the run on the page. The statistics are put aside, and
 * what was guessed stays beside the run for as long as it is that run.
 */
import { rebuild, type Rebuilt } from '../interop/rebuild/rebuild.ts'
import { frameOptions, queue, showFrame } from './driver.ts'
import { host, showProblem, withBusy } from './engine.ts'
import type { ClusterImport } from './cluster.ts'
import { act, openRun } from './run-commands.ts'
import { session, type Session } from './session.ts'

export interface RebuiltRun {
  readonly from: ClusterImport
  readonly checkpoint: number
  readonly guesses: Rebuilt['guesses']
  /** Its workload, by which the run is known. */
  readonly text: string
}

/** 2026-01-05 12:00:00 UTC, as in every run that is new. */
const EPOCH_MS = 1_767_614_400_000
/** Checkpoints that it goes through, so that there is something to compare. */
const CHECKPOINTS = 2

const UNALIGNED = {
  'execution.checkpointing.mode': 'EXACTLY_ONCE',
  'execution.checkpointing.unaligned.enabled': 'true',
  'execution.checkpointing.max-concurrent-checkpoints': '1',
}

/** By the checkpoint with this id; `unaligned`: with barriers that overtake, whatever the cluster had. */
export async function rebuildCluster(checkpoint: number, unaligned: boolean): Promise<void> {
  const { cluster } = session.getState()
  if (cluster === null) return
  const rebuilt = rebuild(cluster.statistics, checkpoint, EPOCH_MS)
  if (!rebuilt.ok) {
    showProblem('open', rebuilt.error)
    return
  }
  const { spec, slow, guesses } = rebuilt.value
  const config = unaligned ? { ...spec.config, ...UNALIGNED } : spec.config
  const opened = await openRun({ ...spec, config }, { branch: 0, step: 0 })
  if (opened?.ok !== true) return
  const text = spec.workload.text ?? ''
  session.setState({ cluster: null, rebuilt: { from: cluster, checkpoint, guesses, text } })
  await untilAllRun()
  if (slow !== null) await act('slow-task', slow.task, { factor: slow.factor })
  for (let i = 0; i < CHECKPOINTS; i++) await toNextCheckpoint()
}

/** A task can be slowed when it runs. */
async function untilAllRun(): Promise<void> {
  for (;;) {
    const { frame, scene } = session.getState()
    const tasks = frame?.tasks ?? []
    if (
      frame === null ||
      scene === null ||
      frame.cursor.ended ||
      tasks.every(task => task.state === 'RUNNING')
    )
      return
    const moved = await queue.command(() =>
      withBusy(null, host().seek(frame.cursor.step + tasks.length, frameOptions())),
    )
    if (moved === null || moved.broken !== null) return
    showFrame(moved, { type: 'seek', step: moved.frame.cursor.step })
  }
}

async function toNextCheckpoint(): Promise<void> {
  const moved = await queue.command(() =>
    withBusy({ next: 'complete' }, host().next('complete', 1, frameOptions())),
  )
  if (moved !== null) showFrame(moved, { type: 'seek', step: moved.frame.cursor.step })
}

/** Whether the run on the page is the one that was rebuilt, under whatever settings by now. */
export const isRebuilt = ({ rebuilt, state }: Pick<Session, 'rebuilt' | 'state'>): boolean =>
  rebuilt !== null && state?.spec.workload.text === rebuilt.text

/** The statistics that the run was rebuilt from, in the view again. */
export function showMeasured(): void {
  const { rebuilt } = session.getState()
  if (rebuilt !== null) session.setState({ view: 'checkpoints', cluster: rebuilt.from })
}
