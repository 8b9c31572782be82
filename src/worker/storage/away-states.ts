/**
 * The state of runs that have a memory budget: what there is no room for lies in a database of its own, and whoever
 * looks at it has it brought first. A run is the same with and without. Where no database can be had all stays in memory.
 */
import { storeProblem, type BlockStore } from '../../backends/stores/host.ts'
import type { Ownership } from '../../backends/stores/locks/host.ts'
import { BlocksAway, type StateBlock } from '../../engine/api/block-source.ts'
import type { Run } from '../../engine/index.ts'
import type { AwayKept } from '../storage-protocol.ts'
import { StateBeyondMemory } from './state-beyond-memory.ts'

export interface AwayHost {
  open(): Promise<BlockStore>
  /** An id that nobody has. */
  newJob(): string
  own(job: string): Promise<Ownership | null>
  /** Those whose tab is open. */
  ownedJobs(): Promise<ReadonlySet<string>>
  awayChanged(kept: AwayKept): void
}

interface Held {
  readonly state: StateBeyondMemory
  readonly ownership: Ownership | null
}

/** Looks in vain after which all that is away is brought. */
const PATIENCE = 3

export class AwayStates {
  readonly #host: AwayHost
  #store: Promise<BlockStore> | null = null
  readonly #held = new Map<Run, Held>()
  #kept: AwayKept = { state: 'off' }

  constructor(host: AwayHost) {
    this.#host = host
  }

  async enter(run: Run): Promise<void> {
    const { memoryBudget, stateBackend } = run.plan.settings
    if (memoryBudget === 0 || stateBackend === 'hashmap') {
      this.#show({ state: 'off' })
      return
    }
    try {
      const store = await (this.#store ??= this.#open())
      const job = this.#host.newJob()
      const ownership = await this.#host.own(job)
      const state = new StateBeyondMemory(store, job, memoryBudget)
      this.#held.set(run, { state, ownership })
      run.source = state
      this.#show({ state: 'away', budget: memoryBudget })
    } catch (error) {
      this.#store = null
      this.#show({ state: 'memory', problem: storeProblem(error).message })
    }
  }

  /** Nobody has to hear of what was never on. */
  #show(kept: AwayKept): void {
    if (kept.state === 'off' && this.#kept.state === 'off') return
    this.#kept = kept
    this.#host.awayChanged(kept)
  }

  /** With what tabs that are closed have left, gone. */
  async #open(): Promise<BlockStore> {
    const store = await this.#host.open()
    const owned = await this.#host.ownedJobs()
    for (const job of await store.jobs()) if (!owned.has(job)) await store.remove(job)
    return store
  }

  /** Runs that have state away. */
  get runs(): readonly Run[] {
    return [...this.#held.keys()]
  }

  /** Nobody looks at the run any more. */
  async leave(run: Run): Promise<void> {
    const held = this.#held.get(run)
    if (held === undefined) return
    this.#held.delete(run)
    await held.state.end()
    held.ownership?.release()
  }

  /** To be called when the run stands still: what it needs next is there, and what has been made is put away. */
  async look(run: Run): Promise<void> {
    await this.#held.get(run)?.state.look(run)
  }

  /** What `read` gives once all that it reads is there. */
  async whole<T>(read: () => T | Promise<T>): Promise<T> {
    for (let looks = 1; ; looks++) {
      try {
        const found = await read()
        for (const { state } of this.#held.values()) state.letGo()
        return found
      } catch (error) {
        if (!(error instanceof BlocksAway)) throw error
        if (!(await this.#bring(error.blocks, looks > PATIENCE))) throw error
      }
    }
  }

  /** Returns whether somebody has one of them. */
  async #bring(blocks: readonly StateBlock[], all: boolean): Promise<boolean> {
    let isAny = false
    for (const [run, { state }] of this.#held) {
      const own = blocks.filter(block => state.knows(block))
      if (own.length === 0) continue
      isAny = true
      const more = all ? run.stateBlocks().filter(block => !block.isHere && state.knows(block)) : []
      await state.bringWhole([...new Set([...own, ...more])])
    }
    return isAny
  }
}
