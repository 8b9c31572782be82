/**
 * Everything the page can ask of the engine, as plain functions: they make one call at a time and put the answer
 * into the session. Panels call these and never see the engine.
 */
import type { CommandKind, RunSpec } from '../engine/api/spec.ts'
import type { TraceKind, TraceRow } from '../engine/api/trace.ts'
import type {
  Acted,
  FrameOptions,
  LogRequest,
  Moved,
  NextKind,
  OpenAt,
  Opened,
  Problem,
  Result,
  TraceRequest,
  TraceSlice,
} from '../worker/protocol.ts'
import { createCallQueue, type Move } from './call-queue.ts'
import type { Connect, EngineHost } from './engine-host.ts'
import { session, showToast, type Direction, type ShownProblem } from './session.ts'

const BUSY_AFTER_MS = 150
/** A step by hand stays until the next key; a second is longer than any animation. */
const STEP_BY_HAND_MS = 1000

let engine: EngineHost | null = null
let whenDead: (reason: string) => void = () => {}

/** Starts an engine; `onDead` hears when it stops answering. An engine started before is let go. */
export function startEngine(connect: Connect, onDead: (reason: string) => void): void {
  engine?.close()
  queue.reset()
  session.setState({ busy: null })
  whenDead = onDead
  const started = connect()
  started.onDead(reason => {
    if (engine !== started) return
    queue.reset()
    session.setState({ busy: null, playback: { ...session.getState().playback, playing: false } })
    whenDead(reason)
  })
  engine = started
}

function host(): EngineHost {
  if (engine === null) throw new Error('expected a started engine, got none')
  return engine
}

/** What a frame carries: a few rows for the cards, all rows of one task where its state is being read. */
export function frameOptions(): FrameOptions {
  const { inspectorTab, selection, stateFilter, preferences } = session.getState()
  const all = inspectorTab === 'state'
  return {
    stateRows: all ? 2000 : 12,
    queueItems: preferences.detail === 'all' ? 64 : 8,
    stateFilter:
      all && stateFilter !== '' && selection?.type === 'task'
        ? { actor: selection.actor, prefix: stateFilter }
        : null,
  }
}

const queue = createCallQueue(performMove)

export const isEngineIdle = (): boolean => queue.isIdle()

async function performMove(move: Move): Promise<void> {
  const { frame, playback } = session.getState()
  if (frame === null) return
  const options = frameOptions()
  const { step, head, ended } = frame.cursor
  switch (move.type) {
    case 'step': {
      const target = Math.max(0, ended ? Math.min(step + move.by, head) : step + move.by)
      if (target !== step) await moved({ step: target }, host().seek(target, options), move)
      return
    }
    case 'seek':
      await moved({ step: move.step }, host().seek(Math.max(0, move.step), options), move)
      return
    case 'time':
      await moved(null, host().seekTime(Math.max(0, Math.round(move.time)), options), move)
      if (move.playing && playback.stopAtNext) await stopWhereFound(step)
      return
    case 'next':
      await moved({ next: playback.nextKind }, host().next(playback.nextKind, move.direction, options), move)
      return
  }
}

/** Where playing pauses, if asked to: what `next` of the engine looks for, of which the store may know no value. */
const STOP_KINDS: Readonly<Record<NextKind, readonly TraceKind[]>> = {
  barrier: ['BarrierBroadcast', 'BarrierArrived', 'ChannelBlocked', 'AlignmentCompleted'],
  ack: ['AckReceived'],
  complete: ['CheckpointCompleted'],
  failure: ['TaskFailed', 'CheckpointAborted'],
}

/** Playing went over several steps at once; if one of them is a stop, the cursor goes back to it and rests. */
async function stopWhereFound(stepBefore: number): Promise<void> {
  const { frame, playback } = session.getState()
  if (frame === null || frame.cursor.step <= stepBefore) return
  const request = {
    fromStep: stepBefore + 1,
    toStep: frame.cursor.step,
    kinds: STOP_KINDS[playback.nextKind],
    limit: 1,
  }
  const found = (await host().log(request))[0]
  if (found === undefined) return
  pausePlayback()
  if (found.step !== frame.cursor.step) {
    await moved(null, host().seek(found.step, frameOptions()), { type: 'seek', step: found.step })
  }
}

type Target = { readonly step: number } | { readonly next: NextKind } | null

async function moved(target: Target, call: Promise<Moved>, move: Move): Promise<void> {
  const answer = await withBusy(target, call)
  if (answer === null) return
  showFrame(answer, move)
  if (move.type === 'next' && answer.stopped === 'not-found') {
    showToast({ type: 'not-found', kind: session.getState().playback.nextKind, direction: move.direction })
  }
  if (answer.stopped === 'end' && session.getState().playback.playing) pausePlayback()
}

/** Shows that the page computes once that takes long; an engine that throws is a problem on the page. */
async function withBusy<T>(target: Target, call: Promise<T>): Promise<T | null> {
  const timer = setTimeout(() => session.setState({ busy: { target } }), BUSY_AFTER_MS)
  try {
    return await call
  } catch (error) {
    showProblem('engine', {
      code: 'engine',
      path: '',
      message: error instanceof Error ? error.message : String(error),
    })
    pausePlayback()
    return null
  } finally {
    clearTimeout(timer)
    if (session.getState().busy !== null) session.setState({ busy: null })
  }
}

function showFrame(answer: Moved, move: Move): void {
  const { frame: current, playback, why } = session.getState()
  // Steps of two branches cannot be compared, and nothing moved from one to the other.
  const before = current?.cursor.branch === answer.frame.cursor.branch ? current : null
  const frame = answer.frame
  const steps = before === null ? 0 : frame.cursor.step - before.cursor.step
  if (before !== null && steps === 0 && frame.cursor.hash === before.cursor.hash && answer.broken === null) {
    // The same moment: only what was cut differs, so nothing may animate.
    session.setState({ frame })
    return
  }
  const playing = move.type === 'time' && move.playing
  const direction: Direction =
    steps < 0
      ? 'backward'
      : before !== null && (playing || (move.type === 'step' && steps === 1))
        ? 'forward'
        : 'jump'
  const simulatedMs = before === null ? 0 : (frame.cursor.time - before.cursor.time) / 1000
  session.setState({
    frame,
    previousFrame: before,
    direction,
    frameWallMs: playing ? simulatedMs / playback.speed : STEP_BY_HAND_MS,
    broken: answer.broken,
    // The walk of causes stays while one walks along it.
    why: why?.rows.some(row => row.step === frame.cursor.step) === true ? why : null,
  })
  if (answer.broken !== null) pausePlayback()
}

export function showProblem(
  about: ShownProblem['about'],
  problem: Problem,
  fileName: string | null = null,
): void {
  const shown: ShownProblem = { about, ...problem, fileName }
  session.setState({ problem: shown })
  showToast({ type: 'problem', problem: shown })
}

export function pausePlayback(): void {
  const { playback } = session.getState()
  if (playback.playing) session.setState({ playback: { ...playback, playing: false } })
}

/** Moves of the cursor. They never wait behind one another: the newest wins. */
export function stepBy(by: number): void {
  pausePlayback()
  queue.move({ type: 'step', by })
}

export function seek(step: number): void {
  pausePlayback()
  queue.move({ type: 'seek', step })
}

/** `playing` tells that the frame is one of a playing run and may animate. */
export function seekTime(time: number, playing = false): void {
  if (!playing) pausePlayback()
  queue.move({ type: 'time', time, playing })
}

export function seekNext(direction: 1 | -1, kind?: NextKind): void {
  const { playback } = session.getState()
  session.setState({ playback: { ...playback, playing: false, nextKind: kind ?? playback.nextKind } })
  queue.move({ type: 'next', direction })
}

/** The same moment again, cut by other options. */
export function refreshFrame(): void {
  void queue.command(async () => {
    const frame = await withBusy(null, host().frame(frameOptions()))
    if (frame !== null && frame.cursor.step === session.getState().frame?.cursor.step)
      session.setState({ frame })
  })
}

/** Stops a long computation at the step it has reached. */
export const cancelComputation = (): Promise<void> => host().cancel()

export async function loadPipelines(): Promise<void> {
  const pipelines = await withBusy(null, host().pipelines())
  if (pipelines !== null) session.setState({ pipelines })
}

/** Opens a run. The one before it stays when the new one is refused. */
export async function openRun(spec: RunSpec, cursor: OpenAt | null): Promise<Result<Opened> | null> {
  pausePlayback()
  if (session.getState().frame === null) session.setState({ phase: 'opening' })
  const answer = await queue.command(() => withBusy(null, host().open(spec, cursor, frameOptions())))
  if (answer === null) return null
  if (answer.ok) showOpened(answer.value)
  else showProblem('open', answer.error)
  return answer
}

export function showOpened(opened: Opened): void {
  const { selection, scene } = session.getState()
  const sameScene =
    scene !== null &&
    scene.pipeline === opened.scene.pipeline &&
    scene.actors.length === opened.scene.actors.length
  const acting = opened.frame.rows[0]?.actor
  const firstSight = opened.frame.tasks.find(task => task.actor === acting) ?? opened.frame.tasks.at(-2)
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
    problem: null,
    broken: null,
    why: null,
    dead: null,
  })
}

function showActed(acted: Acted): void {
  session.setState({ state: acted.state, problem: null })
  showFrame(acted, { type: 'step', by: 1 })
}

/** Acts between this step and the next. In the past that begins a branch, and the page says so. */
export async function act(kind: CommandKind, target: string | null): Promise<boolean> {
  pausePlayback()
  const answer = await queue.command(() => withBusy(null, host().act(kind, target, frameOptions())))
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

export async function switchBranch(branch: number, step: number | null): Promise<void> {
  pausePlayback()
  const answer = await queue.command(() => withBusy(null, host().switchBranch(branch, step, frameOptions())))
  if (answer === null) return
  if (answer.ok) showActed(answer.value)
  else showProblem('branch', answer.error)
}

export async function renameBranch(branch: number, name: string): Promise<void> {
  const answer = await queue.command(() => withBusy(null, host().renameBranch(branch, name)))
  if (answer === null) return
  if (answer.ok) session.setState({ state: answer.value })
  else showProblem('branch', answer.error)
}

/** Reads; they move nothing. */
export const loadTrace = (request: TraceRequest): Promise<TraceSlice> => host().trace(request)
export const loadLog = (request: LogRequest): Promise<readonly TraceRow[]> => host().log(request)

export async function askWhy(): Promise<void> {
  const step = session.getState().frame?.cursor.step
  if (step === undefined) return
  const rows = await host().why(step)
  if (session.getState().frame?.cursor.step === step) session.setState({ why: { step, rows } })
}

export const closeWhy = (): void => session.setState({ why: null })

/** Calls of the files menu, in turn with the others. */
export const exportSnapshotText = (checkpoint: number | null): Promise<Result<string>> =>
  queue.command(() => host().exportSnapshot(checkpoint))

export const exportRunText = (): Promise<string> => queue.command(() => host().exportRun())

export const importText = (text: string) => queue.command(() => host().importText(text, frameOptions()))
