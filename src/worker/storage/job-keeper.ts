/**
 * Keeps the completed checkpoints of the run at hand in a store, beside the run, which never waits for it. What is
 * retained in the run is retained in the store; a checkpoint that was subsumed before it could be written is left out.
 * Going back in time deletes nothing: only a line of history that has become another one replaces what is stored.
 */
import { StoreProblem, storeProblem, type BlockStore, type StoreKind } from '../../backends/stores/host.ts'
import type { Ownership } from '../../backends/stores/locks/host.ts'
import { Hasher } from '../../base/hash.ts'
import type { Run } from '../../engine/index.ts'
import type { Keeping, KeepRequest } from '../storage-protocol.ts'
import { storedCheckpoint } from './listing.ts'
import type { Manifest } from './manifest.ts'
import { readManifests } from './read-checkpoint.ts'
import { dropOthers, writeCheckpoint, type CheckpointToWrite, type WriteHost } from './write-checkpoint.ts'

export interface KeeperHost extends WriteHost {
  store(kind: StoreKind): Promise<BlockStore>
  /** What was opened is no longer good; the next one is opened anew. */
  forget(kind: StoreKind): void
  own(kind: StoreKind, job: string, takeOver: boolean, onLost: () => void): Promise<Ownership | null>
  /** A job has its first checkpoint; older jobs may have to go. */
  jobAdded(kind: StoreKind, job: string): Promise<void>
  changed(keeping: Keeping): void
}

/** What is stored of the job, and the right to change it. */
interface Held {
  readonly store: BlockStore
  readonly ownership: Ownership
  readonly stored: Map<number, Manifest>
  readonly known: Set<string>
  /** Manifests that are not whole; they go when the next one is written. */
  readonly damaged: Set<number>
}

interface Work {
  readonly checkpoints: readonly CheckpointToWrite[]
  readonly retained: ReadonlySet<number>
}

export class JobKeeper {
  readonly #host: KeeperHost
  #keeping: Keeping | null = null
  #held: Held | null = null
  /** The newest wish; one that is not begun yet gives way to the next. */
  #waiting: Work | null = null
  #underWay: Promise<unknown> = Promise.resolve()
  #run: Run | null = null
  #seen = ''
  #keeps = 0

  constructor(host: KeeperHost) {
    this.#host = host
  }

  /** From now on the checkpoints of `run` are kept as asked. Never throws: what is wrong is in the answer. */
  async keep(run: Run, { store, job, takeOver }: KeepRequest): Promise<Keeping> {
    const turn = (this.#keeps += 1)
    this.#release()
    this.#run = run
    this.#show({ store, job, state: 'opening', problem: null, last: null })
    try {
      const held = await this.#hold(store, job, takeOver)
      if (turn !== this.#keeps) held?.ownership.release()
      else if (held === null) this.#change({ state: 'elsewhere' })
      else {
        this.#held = held
        this.#change({ state: 'ready', last: lastOf(held.stored) })
        this.look(run)
      }
    } catch (error) {
      if (turn === this.#keeps) this.#fail(error)
    }
    return this.#keeping!
  }

  async #hold(kind: StoreKind, job: string, takeOver: boolean): Promise<Held | null> {
    const store = await this.#host.store(kind)
    const ownership = await this.#host.own(kind, job, takeOver, () => this.#lose(job))
    if (ownership === null) return null
    try {
      return { store, ownership, ...(await stateOf(store, job)) }
    } catch (error) {
      ownership.release()
      throw error
    }
  }

  /** Lets go of the job; what is being written may end, and nothing more is. */
  #release(): void {
    this.#held?.ownership.release()
    this.#held = null
    this.#waiting = null
    this.#run = null
    this.#seen = ''
  }

  #lose(job: string): void {
    if (this.#keeping?.job !== job) return
    this.#release()
    this.#change({ state: 'lost' })
  }

  #show(keeping: Keeping): void {
    this.#keeping = keeping
    this.#host.changed(keeping)
  }

  #change(changes: Partial<Keeping>): void {
    if (this.#keeping !== null) this.#show({ ...this.#keeping, ...changes })
  }

  #fail(error: unknown): void {
    const { code, message } = storeProblem(error)
    const run = this.#run
    this.#release()
    this.#run = run
    if (this.#keeping !== null) this.#host.forget(this.#keeping.store)
    this.#change({ state: 'failed', problem: { code, message } })
  }

  /** Nothing is being written any more of what was asked for. */
  async settled(): Promise<void> {
    await this.#underWay
  }

  /** Called whenever the run stands still: writes what is complete and not stored. */
  look(run: Run): void {
    if (this.#held === null || run !== this.#run || run.step !== run.timeline.head) return
    const retained = run.completedCheckpoints()
    const newest = retained.at(-1)
    if (newest === undefined) return
    const moment = `${run.branch}/${newest.id}/${newest.completedAt}`
    if (moment === this.#seen || isBehind(run, this.#held.stored)) return
    this.#seen = moment
    const { stored } = this.#held
    const checkpoints: CheckpointToWrite[] = []
    for (const checkpoint of retained) {
      if (checkpoint.dealtOut === true) continue
      const step = run.timeline.log.stepAt(checkpoint.completedAt)
      const line = lineOf(run, step)
      const there = stored.get(checkpoint.id)
      if (there?.head.line === line && there.snapshot.completedAt === checkpoint.completedAt) continue
      checkpoints.push({ parts: run.partsOf(checkpoint), spec: run.state.spec, line, step })
    }
    if (checkpoints.length === 0) return
    const isAsked = this.#waiting !== null
    this.#waiting = { checkpoints, retained: new Set(retained.map(({ id }) => id)) }
    if (!isAsked) void this.#next(() => this.#work())
  }

  /** One thing after another is done to the store. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#underWay.then(work)
    this.#underWay = done.catch(() => {})
    return done
  }

  async #work(): Promise<void> {
    const work = this.#waiting
    this.#waiting = null
    if (work !== null && this.#held !== null) await this.#write(this.#held, work)
  }

  /** Does something to a job's store, and, where the job is the one at hand, looks again at what is there. */
  change<T>(kind: StoreKind, job: string, work: () => Promise<T>): Promise<T> {
    return this.#next(async () => {
      const answer = await work()
      const held = this.#held
      if (held?.store.kind === kind && this.#keeping?.job === job) {
        this.#held = { ...held, ...(await stateOf(held.store, job)) }
        this.#change({ last: lastOf(this.#held.stored) })
      }
      return answer
    })
  }

  async #write(held: Held, work: Work, isAgain = false): Promise<void> {
    this.#change({ state: 'writing' })
    try {
      await this.#writeTo(held, work)
    } catch (error) {
      if (held !== this.#held) return
      const isGone = storeProblem(error).code === 'gone' && !isAgain
      const empty = isGone ? await this.#reopen() : null
      if (empty === null) this.#fail(error)
      else await this.#write(empty, work, true)
      return
    }
    if (held === this.#held) this.#change({ state: 'ready', last: lastOf(held.stored) })
  }

  async #writeTo({ store, stored, known, damaged }: Held, { checkpoints, retained }: Work): Promise<void> {
    const { job } = this.#keeping!
    const isFirst = stored.size === 0
    for (const checkpoint of checkpoints) {
      const manifest = await writeCheckpoint(store, job, checkpoint, known, this.#host)
      stored.set(checkpoint.parts.checkpointId, manifest)
    }
    for (const checkpoint of damaged) if (!stored.has(checkpoint)) await store.drop(job, checkpoint)
    damaged.clear()
    await dropOthers(store, job, stored, retained, known)
    if (isFirst) await this.#host.jobAdded(store.kind, job)
  }

  /** The store was deleted underneath: an empty one takes its place, once. */
  async #reopen(): Promise<Held | null> {
    const { store: kind, job } = this.#keeping!
    const { ownership } = this.#held!
    this.#host.forget(kind)
    try {
      const store = await this.#host.store(kind)
      this.#held = { store, ownership, ...(await stateOf(store, job)) }
      return this.#held
    } catch (error) {
      if (error instanceof StoreProblem) return null
      throw error
    }
  }
}

/** What is stored, rid of blocks that a crash left without a checkpoint. */
async function stateOf(store: BlockStore, job: string): Promise<Omit<Held, 'store' | 'ownership'>> {
  const [{ manifests, damages }, names] = await Promise.all([readManifests(store, job), store.list(job)])
  const stored = new Map(manifests)
  const known = new Set(names)
  await dropOthers(store, job, stored, new Set(stored.keys()), known)
  return { stored, known, damaged: new Set(damages.map(({ checkpoint }) => checkpoint)) }
}

function lastOf(stored: ReadonlyMap<number, Manifest>): Keeping['last'] {
  const last = newestOf(stored)
  return last === null ? null : storedCheckpoint(...last)
}

function newestOf(stored: ReadonlyMap<number, Manifest>): [number, Manifest] | null {
  const newest = Math.max(...stored.keys())
  const manifest = stored.get(newest)
  return manifest === undefined ? null : [newest, manifest]
}

/** What is stored lies ahead on the very line the run is on: it walks over what was there before. */
function isBehind(run: Run, stored: ReadonlyMap<number, Manifest>): boolean {
  const newest = newestOf(stored)
  if (newest === null) return false
  const { step, line } = newest[1].head
  return step > run.step && lineOf(run, step) === line
}

/** One text for the spec and the commands before a step: all that happened up to there follows from them. */
function lineOf(run: Run, step: number): string {
  const { restoreFrom, commands: _, ...spec } = run.state.spec
  const from =
    restoreFrom === undefined
      ? null
      : [restoreFrom.checkpointId, restoreFrom.triggeredAt, restoreFrom.completedAt]
  return new Hasher().value([spec, from, run.commandsBefore(step)]).hex()
}
