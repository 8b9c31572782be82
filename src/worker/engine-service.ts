/**
 * The engine behind its protocol, in whatever world it runs: the worker over comlink, or a test without one. Work is
 * done in slices; between two of them `pause` lets messages in, and a later call ends an unfinished one.
 */
import { AssertionError } from '../base/assert.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { NEXT_STOPS, type NextKind } from '../base/next-stops.ts'
import type { Frame, RunState } from '../engine/api/frame.ts'
import type { SinkView } from '../engine/api/sink-view.ts'
import type { Action } from '../engine/api/command.ts'
import type { Config, RunSpec } from '../engine/api/spec.ts'
import type { TraceRow } from '../engine/api/trace.ts'
import { BrokenInvariant, type Run } from '../engine/index.ts'
import { pipelines } from '../pipelines/index.ts'
import type { SnapshotDiff } from '../interop/snapshot-diff/diff.ts'
import type { MappingPlan, UidMap } from '../interop/snapshot-file/remap.ts'
import {
  compareSnapshots,
  planSnapshot,
  readFile,
  startMapped,
  writeRun,
  writeSnapshot,
  type SnapshotJobSpec,
} from './files.ts'
import { checkCursor, firstMoment, openRun } from './open-run.ts'
import type {
  Acted,
  EngineApi,
  FrameOptions,
  HostFile,
  Imported,
  LogRequest,
  Moved,
  OpenAt,
  Opened,
  Packing,
  PipelineInfo,
  Restarted,
  SnapshotSource,
  SnapshotTarget,
  TraceRequest,
  TraceSlice,
} from './protocol.ts'
import { unpack } from './packing.ts'
import { traceSlice } from './slices.ts'
import type {
  Keeping,
  KeepRequest,
  RestoredJob,
  StoredDamage,
  StoreMeasurement,
  StoredJob,
  StoreKind,
} from './storage-protocol.ts'
import { StorageService, type StoresHost } from './storage/storage-service.ts'

export interface ServiceHost {
  /** Resolves after waiting messages were let in. */
  pause(): Promise<void>
  /** Milliseconds; only to end a slice in time, never part of a run. */
  now(): number
  /** A slice begins at this step, and the actor whose event is next. */
  progress(step: number, actor: string): void
  readonly stores: StoresHost
}

const SLICE_MS = 8
const STEPS_BETWEEN_CLOCKS = 64
const WHY_MAX = 60

type Stop = Moved['stopped']

export class EngineService implements EngineApi {
  readonly #host: ServiceHost
  readonly #storage: StorageService
  #run: Run | null = null
  /** Number of the latest call that moves the cursor; an earlier one ends. */
  #call = 0

  constructor(host: ServiceHost) {
    this.#host = host
    this.#storage = new StorageService(host.stores, host)
  }

  #open(): Run {
    if (this.#run === null) throw new AssertionError('expected an open run, got none')
    return this.#run
  }

  async pipelines(): Promise<readonly PipelineInfo[]> {
    return pipelines.map(pipeline => ({
      id: pipeline.id,
      title: pipeline.title,
      description: pipeline.description,
      lookFor: pipeline.lookFor,
      acceptsText: pipeline.acceptsText,
      defaultText: pipeline.defaultText,
      defaultConfig: pipeline.defaultConfig,
      source: pipeline.source,
    }))
  }

  async open(spec: RunSpec, cursor: OpenAt | null, options: FrameOptions): Promise<Result<Opened>> {
    this.#call += 1
    const opened = openRun(spec, cursor?.branches)
    return opened.ok ? this.#enter(opened.value, cursor, options) : opened
  }

  async restart(config: Config, from: number | null, options: FrameOptions): Promise<Result<Restarted>> {
    this.#call += 1
    const before = this.#open()
    const snapshot = await this.#storage.whole(() => before.snapshot(from))
    if (!snapshot.ok) return snapshot
    const run = openRun({ ...before.state.spec, config, commands: [], restoreFrom: snapshot.value })
    if (!run.ok) return run
    const opened = await this.#enter(run.value, null, options)
    return opened.ok ? ok({ ...opened.value, checkpoint: snapshot.value.checkpointId }) : opened
  }

  async #enter(run: Run, cursor: OpenAt | null, options: FrameOptions): Promise<Result<Opened>> {
    if (cursor !== null) {
      const checked = checkCursor(run, cursor)
      if (!checked.ok) return checked
      run.switchBranch(cursor.branch, 0)
    }
    const before = this.#run
    this.#run = run
    try {
      await this.#storage.enter(run, before)
      await this.#walk(cursor === null ? firstMoment(run.state.spec) : cursor.step)
    } catch (error) {
      this.#run = before
      throw error
    }
    await this.#storage.look(run)
    return ok({ scene: run.scene, state: run.state, frame: await this.#frame(run, options) })
  }

  #frame(run: Run, options: FrameOptions): Promise<Frame> {
    return this.#storage.whole(() => run.frame(options))
  }

  /** Between two slices: what is complete is stored, what the next event needs is brought, and messages come in. */
  async #rest(run: Run): Promise<void> {
    await this.#storage.look(run)
    await this.#host.pause()
  }

  /** A walk that is no call of its own ended where an event waits for state: it goes on to where it was to go. */
  async #arrive(run: Run): Promise<void> {
    const { sought } = run.timeline
    while (run.need.length > 0) {
      await this.#storage.look(run)
      run.seek(sought)
    }
  }

  /** Walks to a step in slices. Backward moves cost one replay and need none. */
  async #walk(target: number): Promise<Stop> {
    const call = (this.#call += 1)
    const run = this.#open()
    for (;;) {
      this.#host.progress(run.step, run.nextActorName())
      const until = this.#host.now() + SLICE_MS
      do {
        if (run.seek(target, STEPS_BETWEEN_CLOCKS)) return 'target'
        if (run.timeline.isOver && run.step <= target) return 'end'
      } while (run.need.length === 0 && this.#host.now() < until)
      await this.#rest(run)
      if (call !== this.#call) return 'cancelled'
    }
  }

  async #moved(options: FrameOptions, walk: () => Promise<Stop>): Promise<Moved> {
    const run = this.#open()
    try {
      const stopped = await walk()
      await this.#storage.look(run)
      return { frame: await this.#frame(run, options), stopped, broken: divergenceOf(run) }
    } catch (error) {
      if (!(error instanceof BrokenInvariant)) throw error
      run.timeline.recover()
      const broken = { step: error.step, seed: run.state.spec.seed, message: error.message }
      return { frame: await this.#frame(run, options), stopped: 'end', broken }
    }
  }

  async seek(step: number, options: FrameOptions): Promise<Moved> {
    return this.#moved(options, () => this.#walk(step))
  }

  async seekTime(time: number, options: FrameOptions): Promise<Moved> {
    return this.#moved(options, () => this.#walkToTime(time))
  }

  async #walkToTime(time: number): Promise<Stop> {
    const run = this.#open()
    if (time < run.timeline.headTime) return this.#walk(run.timeline.log.stepAt(time))
    const walked = await this.#walk(run.timeline.head)
    if (walked === 'cancelled') return walked
    return this.#walkUntil(() => {
      const next = run.nextTime()
      if (next === Infinity) return 'end'
      return next > time ? 'target' : null
    })
  }

  /** One step after another until `done` says why to stop. */
  async #walkUntil(done: () => Stop | null): Promise<Stop> {
    const call = (this.#call += 1)
    const run = this.#open()
    for (;;) {
      this.#host.progress(run.step, run.nextActorName())
      const until = this.#host.now() + SLICE_MS
      do {
        const stop = done()
        if (stop !== null) return stop
        run.seek(run.step + 1)
      } while (run.need.length === 0 && this.#host.now() < until)
      await this.#rest(run)
      if (call !== this.#call) return 'cancelled'
    }
  }

  async next(kind: NextKind, direction: 1 | -1, options: FrameOptions): Promise<Moved> {
    const run = this.#open()
    const wanted = NEXT_STOPS[kind]
    const here = run.step
    if (direction === -1) {
      const found = run.rows(1, here - 1, wanted).at(-1)
      return this.#moved(options, async () => {
        if (found === undefined) return 'not-found'
        await this.#walk(found.step)
        return 'found'
      })
    }
    return this.#moved(options, () =>
      this.#walkUntil(() => {
        if (run.step > here && run.rows(run.step, run.step, wanted).length > 0) return 'found'
        return run.timeline.isOver && run.step === run.timeline.head ? 'not-found' : null
      }),
    )
  }

  async frame(options: FrameOptions): Promise<Frame> {
    return this.#frame(this.#open(), options)
  }

  async act({ kind, target, params }: Action, options: FrameOptions): Promise<Result<Acted>> {
    this.#call += 1
    const run = this.#open()
    const { head } = run.timeline
    const from = run.branch
    const atStep = run.step
    const refused = await this.#storage.whole(() => run.refusal(kind, target, params))
    if (refused !== null)
      return fail(refused, target ?? 'job', `expected a command that can act now, got ${kind}: ${refused}`)
    const moved = await this.#moved(options, async () => {
      run.act(kind, target, params)
      await this.#arrive(run)
      return 'target'
    })
    const forked = run.branch === from ? null : { branch: run.branch, from, atStep, head }
    return ok({ ...moved, state: run.state, forked })
  }

  async undo(options: FrameOptions): Promise<Result<Acted>> {
    this.#call += 1
    const run = this.#open()
    const undone = run.undo()
    if (!undone.ok) return undone
    await this.#arrive(run)
    await this.#storage.look(run)
    const frame = await this.#frame(run, options)
    return ok({ frame, stopped: 'target', broken: null, state: run.state, forked: null })
  }

  async switchBranch(branch: number, step: number | null, options: FrameOptions): Promise<Result<Acted>> {
    const run = this.#open()
    if (!run.switchBranch(branch, step === null ? null : 0)) {
      return fail('unknown-branch', 'branch', `expected one of the branches, got ${branch}`)
    }
    const moved = await this.#moved(options, () => this.#walk(step ?? run.timeline.sought))
    return ok({ ...moved, state: run.state, forked: null })
  }

  async renameBranch(branch: number, name: string): Promise<Result<RunState>> {
    const trimmed = name.trim()
    if (trimmed.length === 0 || trimmed.length > 60)
      return fail('branch-name', 'name', 'expected 1 to 60 characters')
    const run = this.#open()
    run.renameBranch(branch, trimmed)
    return ok(run.state)
  }

  async trace(request: TraceRequest): Promise<TraceSlice> {
    return traceSlice(this.#open(), request)
  }

  async log(request: LogRequest): Promise<readonly TraceRow[]> {
    const kinds = request.kinds === null ? null : new Set(request.kinds)
    const rows = this.#open().rows(request.fromStep, request.toStep, kinds)
    const { record: wanted } = request
    const isMeant = ({ record }: TraceRow) =>
      wanted === undefined || (record?.partition === wanted.partition && record.offset === wanted.offset)
    return rows.filter(isMeant).slice(0, request.limit)
  }

  async sinkView(uid: string, limit: number): Promise<SinkView> {
    return this.#open().sinkView(uid, limit)
  }

  async why(step: number): Promise<readonly TraceRow[]> {
    const run = this.#open()
    const chain: TraceRow[] = []
    let at = step
    while (chain.length < WHY_MAX) {
      const row = run.rows(at, at)[0]
      if (row === undefined) break
      chain.push(row)
      if (row.cause === 0) break
      at = row.step - row.cause
    }
    return chain
  }

  async exportSnapshot(checkpoint: number | null, packing: Packing): Promise<Result<HostFile>> {
    const run = this.#open()
    return this.#storage.whole(() => writeSnapshot(run, checkpoint, packing))
  }

  async unpack(file: HostFile, passphrase: string | null): Promise<Result<string>> {
    return unpack(file, passphrase)
  }

  async compareSnapshots(before: SnapshotSource, after: SnapshotSource): Promise<Result<SnapshotDiff>> {
    const run = this.#open()
    return this.#storage.whole(() => compareSnapshots(run, before, after))
  }

  async exportRun(): Promise<string> {
    return writeRun(this.#open())
  }

  async importText(text: string, options: FrameOptions): Promise<Result<Imported>> {
    const read = readFile(text)
    if (!read.ok) return read
    const file = read.value
    if (file.type === 'snapshot') {
      const opened = await this.#enter(file.run, null, options)
      return opened.ok ? ok({ type: 'snapshot', opened: opened.value, checkpoint: file.checkpoint }) : opened
    }
    const before = this.#run
    const opened = await this.#enter(file.run, file.cursor, options)
    if (!opened.ok) return opened
    const { step, hash } = opened.value.frame.cursor
    if (step !== file.cursor.step || hash !== file.hash) {
      this.#run = before
      return fail(
        'hash',
        'hash',
        `expected the run to come out at step ${file.cursor.step} with hash ${file.hash}, got step ${step} with ${hash}`,
      )
    }
    return ok({ type: 'run', opened: opened.value })
  }

  #jobFor(into: SnapshotTarget): SnapshotJobSpec | null {
    return into === 'file' ? null : this.#open().state.spec
  }

  async planSnapshot(text: string, into: SnapshotTarget): Promise<Result<MappingPlan>> {
    return planSnapshot(text, this.#jobFor(into))
  }

  async importMapped(
    text: string,
    into: SnapshotTarget,
    uids: UidMap,
    options: FrameOptions,
  ): Promise<Result<Restarted>> {
    const started = startMapped(text, this.#jobFor(into), uids)
    if (!started.ok) return started
    const opened = await this.#enter(started.value.run, null, options)
    return opened.ok ? ok({ ...opened.value, checkpoint: started.value.checkpoint }) : opened
  }

  async cancel(): Promise<void> {
    this.#call += 1
  }

  async keep(request: KeepRequest): Promise<Keeping> {
    return this.#storage.keep(this.#open(), request)
  }

  async storedJobs(store: StoreKind): Promise<Result<readonly StoredJob[]>> {
    return this.#storage.jobs(store)
  }

  async restoreStored(store: StoreKind, job: string, options: FrameOptions): Promise<Result<RestoredJob>> {
    this.#call += 1
    const started = this.#host.now()
    const found = await this.#storage.find(store, job)
    if (!found.ok) return found
    const { spec, snapshot, checkpoint, damages } = found.value
    const spentMs = Math.round(this.#host.now() - started)
    const opened = await this.open({ ...spec, restoreFrom: snapshot }, null, options)
    return opened.ok ? ok({ opened: opened.value, checkpoint, damages, spentMs }) : opened
  }

  async deleteStored(store: StoreKind, job: string, checkpoint: number | null): Promise<Result<null>> {
    return this.#storage.delete(store, job, checkpoint)
  }

  async measureStore(store: StoreKind): Promise<Result<StoreMeasurement>> {
    return this.#storage.measure(store)
  }

  async verifyStored(store: StoreKind, job: string): Promise<Result<readonly StoredDamage[]>> {
    return this.#storage.verify(store, job)
  }
}

function divergenceOf(run: Run): Moved['broken'] {
  const { divergence } = run
  if (divergence === null) return null
  const { step, operators } = divergence
  const message = `Step ${step} came out differently when it was run again: ${operators.join(' -> ')} keeps data outside its fields and its state, where it cannot travel in time.`
  return { step, seed: run.state.spec.seed, message }
}
