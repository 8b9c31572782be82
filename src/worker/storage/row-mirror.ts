/**
 * The rows that the `database` backend has flushed, written into a real database beside the run, which never waits for
 * it. Whenever the run stands still, what flushes have changed since is written in one transaction; when the run has
 * gone back, or to another line of history, its rows are compared with those that were written, and the difference is.
 * Nothing is read back: the run is the same whatever becomes of the database.
 */
import type { RowDatabase, RowKey, StoreChanges } from '../../backends/stores/rows/host.ts'
import { storeProblem } from '../../backends/stores/host.ts'
import type { Ownership } from '../../backends/stores/locks/host.ts'
import { Hasher } from '../../base/hash.ts'
import type { FlushedState, Run } from '../../engine/index.ts'
import type { RowsKept } from '../storage-protocol.ts'

export interface MirrorHost {
  /** A database with these object stores, of which the `kept` ones keep their rows. */
  openRows(stores: readonly string[], kept: readonly string[]): Promise<RowDatabase>
  deleteRows(): Promise<void>
  /** The right to write it; null: another tab has it. */
  ownRows(): Promise<Ownership | null>
  rowsChanged(kept: RowsKept): void
  /** Reads what may be elsewhere: it is brought first. */
  whole<T>(read: () => T): Promise<T>
  now(): number
}

const OFF: RowsKept = {
  state: 'off',
  database: '',
  stores: [],
  step: -1,
  writing: false,
  transactions: 0,
  rowsWritten: 0,
  lastRows: 0,
  lastMs: 0,
  problem: null,
}

interface Held {
  readonly key: RowKey
  /** As the run holds it: what it stands for is read when it is written. */
  readonly value: unknown
}

interface Put extends Held {
  readonly of: FlushedState['flushed']
}

/** Rows of one object store as they were asked to be, by the text of the row. */
type StoreRows = Map<string, Held>

/** What is not written yet, by store and row; a row without a value is to be deleted. */
type Waiting = Map<string, Map<string, Put | { readonly key: RowKey }>>

interface Part {
  readonly store: string
  readonly version: number
}

export class RowMirror {
  readonly #host: MirrorHost
  #kept = OFF
  #run: Run | null = null
  #step = -1
  /** What was seen of each state at the last look. */
  #parts = new Map<FlushedState['flushed'], Part>()
  #rows = new Map<string, StoreRows>()
  #waiting: Waiting = new Map()
  #database: RowDatabase | null = null
  /** Stores that were made for this run; null: what is in the database is of another one. */
  #made: readonly string[] | null = null
  #ownership: Ownership | null = null
  #isAsked = false
  #queue: Promise<void> = Promise.resolve()
  #wasGone = false

  constructor(host: MirrorHost) {
    this.#host = host
  }

  /** Called whenever the run stands still. */
  look(run: Run): void {
    if (run !== this.#run) this.#begin(run)
    if (this.#kept.state !== 'following') return
    this.#note(run.flushedStates())
    if (run.step === this.#step && this.#waiting.size === 0) return
    this.#step = run.step
    this.#ask()
  }

  #begin(run: Run): void {
    this.#run = run
    this.#wasGone = false
    this.#startAnew()
    const wasOff = this.#kept.state === 'off'
    const isFollowed = run.plan.settings.stateBackend === 'database'
    this.#show(isFollowed ? { ...OFF, state: 'following' } : OFF)
    if (!isFollowed && !wasOff) this.#ask()
  }

  /** The database is taken to hold nothing of this run. */
  #startAnew(): void {
    this.#step = -1
    this.#parts = new Map()
    this.#rows = new Map()
    this.#waiting = new Map()
    this.#made = null
  }

  #note(states: readonly FlushedState[]): void {
    const before = this.#parts
    this.#parts = new Map()
    const inWhole = new Set<string>()
    for (const { operator, state, flushed } of states) {
      const store = `${operator} / ${state}`
      const known = before.get(flushed)
      this.#parts.set(flushed, { store, version: flushed.version })
      if (known?.version !== flushed.version) inWhole.add(store)
      before.delete(flushed)
    }
    for (const { store } of before.values()) inWhole.add(store)
    for (const store of inWhole) this.#noteAll(store, states)
    for (const one of states) this.#noteTouched(one, inWhole)
  }

  #noteTouched({ flushed, placeOf }: FlushedState, done: ReadonlySet<string>): void {
    const { store } = this.#parts.get(flushed)!
    const touched = flushed.takeTouched()
    if (done.has(store) || touched === null) return
    for (const text of touched) {
      const row = flushed.rows.get(text)
      if (row === undefined) this.#delete(store, text)
      else this.#put(store, text, flushed, row.value, () => placeOf(text))
    }
  }

  /** Every row of every subtask, against what was written. */
  #noteAll(store: string, states: readonly FlushedState[]): void {
    const gone = new Set(this.#rowsOf(store).keys())
    for (const { flushed, placeOf } of states) {
      if (this.#parts.get(flushed)!.store !== store) continue
      for (const [text, { value }] of flushed.rows) {
        gone.delete(text)
        this.#put(store, text, flushed, value, () => placeOf(text))
      }
    }
    for (const text of gone) this.#delete(store, text)
  }

  #rowsOf(store: string): StoreRows {
    const rows = this.#rows.get(store) ?? new Map<string, Held>()
    this.#rows.set(store, rows)
    return rows
  }

  #put(store: string, text: string, of: Put['of'], value: unknown, placeOf: () => RowKey): void {
    const rows = this.#rowsOf(store)
    const known = rows.get(text)
    if (known !== undefined && isSame(known.value, value)) return
    const held = { key: known?.key ?? placeOf(), value }
    rows.set(text, held)
    this.#wait(store, text, { ...held, of })
  }

  #delete(store: string, text: string): void {
    const rows = this.#rowsOf(store)
    const known = rows.get(text)
    if (known === undefined) return
    rows.delete(text)
    this.#wait(store, text, { key: known.key })
  }

  #wait(store: string, text: string, row: Put | { readonly key: RowKey }): void {
    const waiting = this.#waiting.get(store) ?? new Map<string, Put | { readonly key: RowKey }>()
    this.#waiting.set(store, waiting.set(text, row))
  }

  /** One thing after another is done to the database; what is asked for twice is done once. */
  #ask(): void {
    if (this.#isAsked) return
    this.#isAsked = true
    this.#queue = this.#queue.then(async () => {
      this.#isAsked = false
      const run = this.#run
      try {
        await this.#catchUp(run)
      } catch (error) {
        if (run === this.#run) this.#fail(error)
      }
    })
  }

  async #catchUp(run: Run | null): Promise<void> {
    if (this.#kept.state === 'off') return this.#letGo()
    this.#ownership ??= await this.#host.ownRows()
    if (run !== this.#run) return
    if (this.#ownership === null) {
      this.#show({ ...this.#kept, state: 'elsewhere' })
      return
    }
    const stores = [...this.#rows.keys()].sort()
    const isOpen = this.#database !== null && this.#made !== null
    if (!isOpen || stores.some(store => this.#made?.includes(store) !== true)) await this.#open(run, stores)
    if (run !== this.#run || this.#database === null) return
    const step = this.#step
    const waiting = this.#waiting
    this.#waiting = new Map()
    const counts = stores.map(name => ({ name, rows: this.#rowsOf(name).size }))
    const database = this.#database
    const changes = await this.#host.whole(() => changesOf(waiting))
    if (run !== this.#run) return
    if (changes.length > 0) await this.#write(database, changes)
    if (run === this.#run) this.#show({ ...this.#kept, stores: counts, step, writing: false })
  }

  async #open(run: Run | null, stores: readonly string[]): Promise<void> {
    this.#database?.close()
    this.#database = null
    const database = await this.#host.openRows(stores, this.#made ?? [])
    if (run !== this.#run) {
      database.close()
      return
    }
    this.#database = database
    this.#made = stores
    this.#kept = { ...this.#kept, database: database.name }
  }

  async #write(database: RowDatabase, changes: readonly StoreChanges[]): Promise<void> {
    this.#show({ ...this.#kept, writing: true })
    const started = this.#host.now()
    await database.write(changes)
    const lastMs = this.#host.now() - started
    const lastRows = changes.reduce((sum, { puts, deletes }) => sum + puts.length + deletes.length, 0)
    const { transactions, rowsWritten } = this.#kept
    const done = { transactions: transactions + 1, rowsWritten: rowsWritten + lastRows }
    this.#kept = { ...this.#kept, ...done, lastRows, lastMs }
  }

  /** Once a database that was deleted underneath is made anew. */
  #fail(error: unknown): void {
    const { code, message } = storeProblem(error)
    this.#database?.close()
    this.#database = null
    this.#startAnew()
    const isGone = code === 'gone' && !this.#wasGone
    if (!isGone) this.#show({ ...this.#kept, state: 'failed', writing: false, problem: { code, message } })
    this.#wasGone = true
    if (isGone && this.#run !== null) this.look(this.#run)
  }

  /** The run has no such rows: none of an earlier one is left to be taken for its. */
  async #letGo(): Promise<void> {
    this.#database?.close()
    this.#database = null
    await this.#host.deleteRows()
    this.#ownership?.release()
    this.#ownership = null
  }

  #show(kept: RowsKept): void {
    this.#kept = kept
    this.#host.rowsChanged(kept)
  }
}

function changesOf(waiting: Waiting): StoreChanges[] {
  return [...waiting].map(([store, rows]) => {
    const all = [...rows.values()]
    return {
      store,
      puts: all.flatMap(row => ('of' in row ? [{ key: row.key, value: row.of.valueFor(row.value) }] : [])),
      deletes: all.filter(row => !('of' in row)).map(({ key }) => key),
    }
  })
}

/** Rows that a replay has made again are equal, and not the same. */
const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (isObject(a) && isObject(b) && new Hasher().value(a).hex() === new Hasher().value(b).hex())

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
