/**
 * The stores of this browser as the worker's service uses them: each is opened once and opened anew after it was
 * lost, and nothing that goes wrong with one leaves here but as a problem with a name.
 */
import { storeProblem, type BlockStore, type StoreKind } from '../../backends/stores/host.ts'
import type { Ownership } from '../../backends/stores/locks/host.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import type { Run } from '../../engine/index.ts'
import {
  JOBS_MAX,
  type Keeping,
  type KeepRequest,
  type StoredDamage,
  type StoredJob,
  type StoreMeasurement,
} from '../storage-protocol.ts'
import { AwayStates, type AwayHost } from './away-states.ts'
import { JobKeeper } from './job-keeper.ts'
import { deleteFrom, listJobs, newestWhole, savedAt, verifyJob, type Found } from './listing.ts'
import { measureStore } from './measure.ts'
import { RowMirror, type MirrorHost } from './row-mirror.ts'

/** What the world around offers; a test may offer less. */
export interface StoresHost {
  open(kind: StoreKind): Promise<BlockStore>
  own(kind: StoreKind, job: string, takeOver: boolean, onLost: () => void): Promise<Ownership | null>
  ownedJobs(kind: StoreKind): Promise<ReadonlySet<string>>
  wallMs(): number
  changed(keeping: Keeping): void
  readonly rows: Omit<MirrorHost, 'now' | 'whole'>
  readonly away: AwayHost
}

interface Clock {
  pause(): Promise<void>
  now(): number
}

const SLICE_MS = 8

export class StorageService {
  readonly #host: StoresHost
  readonly #clock: Clock
  readonly #stores = new Map<StoreKind, Promise<BlockStore>>()
  readonly #keeper: JobKeeper
  readonly #mirror: RowMirror
  readonly #away: AwayStates
  #pausedAt = 0

  constructor(host: StoresHost, clock: Clock) {
    this.#host = host
    this.#clock = clock
    this.#away = new AwayStates(host.away)
    this.#mirror = new RowMirror({
      ...host.rows,
      whole: read => this.whole(read),
      now: () => clock.now(),
    })
    this.#keeper = new JobKeeper({
      store: kind => this.#store(kind),
      forget: kind => this.#stores.delete(kind),
      own: (...request) => host.own(...request),
      jobAdded: (kind, job) => this.#dropOldJobs(kind, job),
      changed: keeping => host.changed(keeping),
      wallMs: () => host.wallMs(),
      now: () => clock.now(),
      breathe: () => this.#breathe(),
      whole: read => this.whole(read),
    })
  }

  async #breathe(): Promise<void> {
    if (this.#clock.now() - this.#pausedAt < SLICE_MS) return
    await this.#clock.pause()
    this.#pausedAt = this.#clock.now()
  }

  #store(kind: StoreKind): Promise<BlockStore> {
    const known = this.#stores.get(kind)
    if (known !== undefined) return known
    const opening = this.#host.open(kind)
    this.#stores.set(kind, opening)
    opening.catch(() => this.#stores.delete(kind))
    return opening
  }

  async #dropOldJobs(kind: StoreKind, job: string): Promise<void> {
    const store = await this.#store(kind)
    const owned = await this.#host.ownedJobs(kind)
    const others = (await listJobs(store, owned)).filter(other => other.job !== job && !other.owned)
    const old = others.sort((a, b) => savedAt(b) - savedAt(a)).slice(JOBS_MAX - 1)
    for (const other of old) await store.remove(other.job)
  }

  keep(run: Run, request: KeepRequest): Promise<Keeping> {
    const asked = request.insists ? null : run.plan.settings.store
    return this.#keeper.keep(run, { ...request, store: asked ?? request.store })
  }

  /** Before the first event: state of the run may be put away from now on. Of others only `before` is looked at again. */
  enter(run: Run, before: Run | null): Promise<void> {
    for (const other of this.#away.runs) if (other !== before) this.#leave(other)
    return this.#away.enter(run)
  }

  /** What is being written of it is written first. */
  #leave(run: Run): void {
    void this.#keeper
      .settled()
      .then(() => this.#away.leave(run))
      .catch(() => {})
  }

  /** Called whenever the run stands still: notes what is to be stored, and brings what the next event needs. */
  async look(run: Run): Promise<void> {
    this.#keeper.look(run)
    this.#mirror.look(run)
    await this.#away.look(run)
  }

  /** What `read` gives, which may read state that is not in memory. */
  whole<T>(read: () => T | Promise<T>): Promise<T> {
    return this.#away.whole(read)
  }

  jobs(kind: StoreKind): Promise<Result<readonly StoredJob[]>> {
    return this.#try(kind, async store => ok(await listJobs(store, await this.#host.ownedJobs(kind))))
  }

  find(kind: StoreKind, job: string): Promise<Result<Found>> {
    return this.#try(kind, store => newestWhole(store, job))
  }

  delete(kind: StoreKind, job: string, checkpoint: number | null): Promise<Result<null>> {
    return this.#try(kind, async store => {
      await this.#keeper.change(kind, job, () => deleteFrom(store, job, checkpoint))
      return ok(null)
    })
  }

  verify(kind: StoreKind, job: string): Promise<Result<readonly StoredDamage[]>> {
    return this.#try(kind, async store => ok(await verifyJob(store, job)))
  }

  measure(kind: StoreKind): Promise<Result<StoreMeasurement>> {
    return this.#try(kind, async store => ok(await measureStore(store, () => this.#clock.now())))
  }

  async #try<T>(kind: StoreKind, work: (store: BlockStore) => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await work(await this.#store(kind))
    } catch (error) {
      const { code, message } = storeProblem(error)
      this.#stores.delete(kind)
      return fail(`store-${code}`, kind, message)
    }
  }
}
