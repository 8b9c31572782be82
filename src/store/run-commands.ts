/** What changes the run: open, act, undo, branches, files. Each waits its turn and is never lost. */
import type { Params } from '../base/parameters.ts'
import type { RunSpec } from '../engine/api/spec.ts'
import type {
  Acted,
  HostFile,
  OpenAt,
  Opened,
  Packing,
  Restarted,
  Result,
  SnapshotSource,
  SnapshotTarget,
} from '../worker/protocol.ts'
import type { MappingPlan, UidMap } from '../interop/snapshot-file/remap.ts'
import type { SnapshotDiff } from '../interop/snapshot-diff/diff.ts'
import { frameOptions, queue, seek, showFrame } from './driver.ts'
import { host, pausePlayback, showProblem, withBusy } from './engine.ts'
import { keepCheckpoints, newJob } from './keeping.ts'
import { session, showToast } from './session.ts'

export async function loadPipelines(): Promise<void> {
  const pipelines = await withBusy(null, host().pipelines())
  if (pipelines !== null) session.setState({ pipelines })
}

/** Opens a run; one that is refused is said on the page. */
export async function openRun(
  spec: RunSpec,
  cursor: OpenAt | null,
  job?: string,
): Promise<Result<Opened> | null> {
  const answer = await tryOpenRun(spec, cursor, job)
  if (answer?.ok === false) showProblem('open', answer.error)
  return answer
}

/** Opens a run. The one before it stays when the new one is refused; why is for the caller to say. */
export async function tryOpenRun(
  spec: RunSpec,
  cursor: OpenAt | null,
  job?: string,
): Promise<Result<Opened> | null> {
  pausePlayback()
  if (session.getState().frame === null) session.setState({ phase: 'opening' })
  const answer = await queue.command(() => withBusy(null, host().open(spec, cursor, frameOptions())))
  if (answer === null) return null
  if (answer.ok) showOpened(answer.value, job)
  return answer
}

const middle = <T>(list: readonly T[]): T | undefined => list[Math.floor(list.length / 2)]

/** Shows a run that begins. Its checkpoints are kept under `job`; one that is not given is another job. */
export function showOpened(opened: Opened, job = newJob()): void {
  places.clear()
  const { selection, scene } = session.getState()
  const sameScene =
    scene !== null &&
    scene.pipeline === opened.scene.pipeline &&
    scene.actors.length === opened.scene.actors.length
  const firstSight =
    middle(opened.frame.tasks.filter(task => task.keyGroups !== null)) ?? opened.frame.tasks[0]
  session.setState({
    phase: 'ready',
    scene: opened.scene,
    state: opened.state,
    frame: opened.frame,
    previousFrame: null,
    direction: 'jump',
    // An inspector that shows something teaches what it is for.
    selection: sameScene
      ? selection
      : firstSight === undefined
        ? null
        : { type: 'task', actor: firstSight.actor },
    configDraft: null,
    problem: null,
    broken: null,
    why: null,
    dead: null,
    job,
    fellBack: null,
  })
  void keepCheckpoints()
}

function showActed(acted: Acted): void {
  session.setState({ state: acted.state, problem: null })
  showFrame(acted, { type: 'step', by: 1 })
}

/** Acts between this step and the next. In the past that begins a branch, and the page says so. */
export async function act(kind: string, target: string | null, params: Params = {}): Promise<boolean> {
  pausePlayback()
  const answer = await queue.command(() => {
    rememberPlace()
    return withBusy(null, host().act({ kind, target, params }, frameOptions()))
  })
  if (answer === null) return false
  if (!answer.ok) {
    showProblem('act', answer.error)
    return false
  }
  showActed(answer.value)
  const { forked } = answer.value
  if (forked !== null) {
    showToast({
      type: 'forked',
      step: forked.atStep,
      head: forked.head,
      from: forked.from,
      branch: forked.branch,
    })
  }
  return true
}

export async function undo(): Promise<void> {
  pausePlayback()
  const answer = await queue.command(() => withBusy(null, host().undo(frameOptions())))
  if (answer === null) return
  if (!answer.ok) {
    showProblem('undo', answer.error)
    return
  }
  showActed(answer.value)
  showToast({ type: 'undone' })
}

/** Shows another line of history, at the step where it was left, with all of its future that had been reached. */
export async function switchBranch(branch: number, step: number | null): Promise<void> {
  pausePlayback()
  rememberPlace()
  const place = places.get(branch)
  const answer = await queue.command(() =>
    withBusy(null, host().switchBranch(branch, place?.head ?? step, frameOptions())),
  )
  if (answer === null) return
  if (!answer.ok) {
    showProblem('branch', answer.error)
    return
  }
  showActed(answer.value)
  const target = step ?? place?.step
  if (target !== undefined && target !== answer.value.frame.cursor.step) seek(target)
}

/** Where each branch of this run was left. The engine keeps the future of the branch it is on only. */
const places = new Map<number, { readonly step: number; readonly head: number }>()

function rememberPlace(): void {
  const cursor = session.getState().frame?.cursor
  if (cursor !== undefined) places.set(cursor.branch, { step: cursor.step, head: cursor.head })
}

export async function renameBranch(branch: number, name: string): Promise<void> {
  const answer = await queue.command(() => withBusy(null, host().renameBranch(branch, name)))
  if (answer === null) return
  if (answer.ok) session.setState({ state: answer.value })
  else showProblem('branch', answer.error)
}

/** Calls of the files menu, in turn with the others. */
export const exportSnapshotFile = (checkpoint: number | null, packing: Packing): Promise<Result<HostFile>> =>
  queue.command(() => host().exportSnapshot(checkpoint, packing))

export const unpackFile = (file: File, passphrase: string | null): Promise<Result<string>> =>
  queue.command(() => host().unpack(file, passphrase))

export const compareSnapshots = (
  before: SnapshotSource,
  after: SnapshotSource,
): Promise<Result<SnapshotDiff>> => queue.command(() => host().compareSnapshots(before, after))

export const planSnapshot = (text: string, into: SnapshotTarget): Promise<Result<MappingPlan>> =>
  queue.command(() => host().planSnapshot(text, into))

export const importMapped = (text: string, into: SnapshotTarget, uids: UidMap): Promise<Result<Restarted>> =>
  queue.command(() => host().importMapped(text, into, uids, frameOptions()))

export const exportRunText = (): Promise<string> => queue.command(() => host().exportRun())

export const importText = (text: string) => queue.command(() => host().importText(text, frameOptions()))
