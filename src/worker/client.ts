/**
 * The page's end of the worker. It knows when the worker has died: an error that nobody caught, or a slice that does
 * not end, which is a user function that never returns. Then the worker is ended, and the reason names the task.
 */
import { wrap, type Remote } from 'comlink'
import type { EngineApi } from './protocol.ts'
import { isNote, type WorkerNote } from './notes.ts'
import type { AwayKept, Keeping, RowsKept } from './storage-protocol.ts'

/** A slice lasts 8 ms; a worker that has said nothing for this long while it owes an answer hangs. */
const SILENCE_MAX_MS = 10_000
const CHECK_EVERY_MS = 1000

export interface EngineClient extends EngineApi {
  onDead(callback: (reason: string) => void): void
  onKeeping(callback: (keeping: Keeping) => void): void
  onRows(callback: (rows: RowsKept) => void): void
  onAway(callback: (away: AwayKept) => void): void
  close(): void
}

export function connect(): EngineClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const watch = new Watch(worker)
  const remote: Remote<EngineApi> = wrap<EngineApi>(worker)
  const call = <K extends keyof EngineApi>(name: K) =>
    ((...args: unknown[]) =>
      watch.answer((remote[name] as (...given: unknown[]) => Promise<unknown>)(...args))) as EngineApi[K]
  return {
    pipelines: call('pipelines'),
    open: call('open'),
    restart: call('restart'),
    seek: call('seek'),
    seekTime: call('seekTime'),
    next: call('next'),
    frame: call('frame'),
    act: call('act'),
    undo: call('undo'),
    switchBranch: call('switchBranch'),
    renameBranch: call('renameBranch'),
    trace: call('trace'),
    log: call('log'),
    sinkView: call('sinkView'),
    why: call('why'),
    exportSnapshot: call('exportSnapshot'),
    compareSnapshots: call('compareSnapshots'),
    exportRun: call('exportRun'),
    unpack: call('unpack'),
    importText: call('importText'),
    planSnapshot: call('planSnapshot'),
    importMapped: call('importMapped'),
    cancel: call('cancel'),
    keep: call('keep'),
    storedJobs: call('storedJobs'),
    restoreStored: call('restoreStored'),
    deleteStored: call('deleteStored'),
    verifyStored: call('verifyStored'),
    measureStore: call('measureStore'),
    onKeeping: callback => watch.onKeeping(callback),
    onRows: callback => watch.onRows(callback),
    onAway: callback => watch.onAway(callback),
    onDead: callback => watch.onDead(callback),
    close: () => watch.close(),
  }
}

class Watch {
  readonly #worker: Worker
  readonly #timer: number
  #owed = 0
  #heardAt = performance.now()
  #last: Extract<WorkerNote, { weir: 'progress' }> | null = null
  #dead: ((reason: string) => void) | null = null
  #keeping: ((keeping: Keeping) => void) | null = null
  #rows: ((rows: RowsKept) => void) | null = null
  #away: ((away: AwayKept) => void) | null = null

  constructor(worker: Worker) {
    this.#worker = worker
    worker.addEventListener('message', (event: MessageEvent<unknown>) => this.#heard(event.data))
    worker.addEventListener('error', event => this.#died(event.message))
    this.#timer = setInterval(() => this.#check(), CHECK_EVERY_MS)
  }

  #heard(data: unknown): void {
    this.#heardAt = performance.now()
    if (!isNote(data)) return
    if (data.weir === 'progress') this.#last = data
    if (data.weir === 'keeping') this.#keeping?.(data.keeping)
    if (data.weir === 'rows') this.#rows?.(data.rows)
    if (data.weir === 'away') this.#away?.(data.away)
  }

  async answer<T>(call: Promise<T>): Promise<T> {
    if (this.#owed === 0) this.#heardAt = performance.now()
    this.#owed += 1
    try {
      return await call
    } finally {
      this.#owed -= 1
    }
  }

  /** A page in the background is not called in time, so silence is measured only between two checks that were. */
  #check(): void {
    if (this.#owed === 0 || performance.now() - this.#heardAt < SILENCE_MAX_MS) return
    const { step, actor } = this.#last ?? { step: 0, actor: '' }
    this.#died(
      `no answer for ${SILENCE_MAX_MS / 1000} s at step ${step + 1}${actor === '' ? '' : `, where ${actor} runs`}`,
    )
  }

  #died(reason: string): void {
    const dead = this.#dead
    this.close()
    dead?.(reason)
  }

  onDead(callback: (reason: string) => void): void {
    this.#dead = callback
  }

  onKeeping(callback: (keeping: Keeping) => void): void {
    this.#keeping = callback
  }

  onRows(callback: (rows: RowsKept) => void): void {
    this.#rows = callback
  }

  onAway(callback: (away: AwayKept) => void): void {
    this.#away = callback
  }

  close(): void {
    this.#dead = null
    clearInterval(this.#timer)
    this.#worker.terminate()
  }
}
