/**
 * Keeps the run as it goes, opens the page where it was left, and brings a dead engine back to the last step. A
 * worker that dies twice within a short time is not started a third time by itself.
 */
import { writeRunFile } from '../interop/run-file/run-file.ts'
import { queue } from './driver.ts'
import { startEngine } from './engine.ts'
import type { Connect } from './engine-host.ts'
import { saveText } from './files.ts'
import { readKeptRun, writeKeptRun, type KeptRun } from './kept-runs.ts'
import { loadPipelines, openRun } from './run-commands.ts'
import { startPipeline } from './runs.ts'
import { session, showToast } from './session.ts'
import { offerStored } from './storage.ts'

const SETTLE_MS = 400
const AGAIN_TOO_SOON_MS = 10_000

let connectEngine: Connect | null = null
let diedAtMs = -Infinity

/** Starts the engine and opens the run that was left, or the first pipeline. */
export async function startPage(connect: Connect): Promise<void> {
  connectEngine = connect
  startEngine(connect, onDead)
  const [kept] = await Promise.all([tryReadKept(), loadPipelines()])
  await offerStored()
  if (kept !== null && (await reopen(kept))) keepAsItGoes()
  else {
    session.setState({ problem: null })
    const first = session.getState().pipelines[0]
    const opened = first !== undefined && (await startPipeline(first))
    if (opened) keepAsItGoes()
    else session.setState({ phase: 'failed' })
  }
}

async function tryReadKept(): Promise<KeptRun | null> {
  try {
    const kept = await readKeptRun()
    session.setState({ persistence: 'kept' })
    return kept
  } catch {
    session.setState({ persistence: 'unavailable' })
    return null
  }
}

async function reopen({ state, cursor }: KeptRun): Promise<boolean> {
  const { branch, step, job } = cursor
  const opened = await openRun(state.spec, { branch, step, branches: state.branches }, job)
  return opened?.ok === true
}

/** What would be kept of the run on the page. */
function runOnPage(): KeptRun | null {
  const { state, frame, job } = session.getState()
  if (state === null || frame === null) return null
  const { branch, step } = frame.cursor
  return { state, cursor: { branch, step, job: job ?? undefined } }
}

let keeping = false

function keepAsItGoes(): void {
  if (keeping) return
  keeping = true
  let timer: ReturnType<typeof setTimeout> | null = null
  const keepNow = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const run = runOnPage()
    if (run === null || session.getState().persistence === 'unavailable') return
    writeKeptRun(run).catch(() => session.setState({ persistence: 'unavailable' }))
  }
  session.subscribe((now, before) => {
    if (now.frame === before.frame && now.state === before.state) return
    timer ??= setTimeout(keepNow, SETTLE_MS)
  })
  // A tab that goes away may never come back.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keepNow()
  })
  keepNow()
}

function onDead(reason: string): void {
  queue.reset()
  const step = session.getState().frame?.cursor.step ?? 0
  const now = performance.now()
  const again = now - diedAtMs < AGAIN_TOO_SOON_MS
  diedAtMs = now
  session.setState({ dead: { step, reason } })
  if (!again) void restartFromLast()
}

/** A new engine, at the step the page shows. */
export async function restartFromLast(): Promise<void> {
  const run = runOnPage()
  if (connectEngine === null) return
  queue.reset()
  startEngine(connectEngine, onDead)
  if (run === null) {
    await startPage(connectEngine)
  } else if (await reopen(run)) {
    showToast({ type: 'restarted', step: run.cursor.step })
  }
}

/** The run as this page holds it, for when no engine is there to write a run file. */
export function downloadKept(): void {
  const { state, frame } = session.getState()
  if (state === null || frame === null) return
  const { branch, step, hash } = frame.cursor
  saveText(writeRunFile({ ...state, cursor: { branch, step }, hash }), `weir-${state.spec.pipeline}.run.json`)
}
