/**
 * The keyed state of a chain: a backend for each of its operators from the begin of an attempt to its end, what they
 * keep in the world, what their accesses cost, and what has to be seen to between two records.
 */
import { AssertionError, ensure } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import type { EpochClock } from '../../base/versioned-map.ts'
import type { HeapView } from '../api/backend-view.ts'
import type { BlockNeed, StateBlock } from '../api/block-source.ts'
import type {
  BackendContext,
  BackendData,
  HeldStores,
  KeyedStateBackend,
  KeyedStatePart,
  Upkeep,
} from '../api/state-backend.ts'
import { parseKey } from '../graph/canonical-key.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import type { Plan, TaskPlan } from '../kernel/plan.ts'
import type { TaskActor } from '../kernel/world.ts'
import { parseRow } from '../state/row-key.ts'

/** µs that accesses to state have cost in the call in hand. */
export class AccessMeter extends Shared {
  #micros = 0

  /** What a call that failed has left is no cost of this one: the same chain is there again when the run goes back. */
  begin(): void {
    this.#micros = 0
  }

  charge(micros: number): void {
    this.#micros += micros
  }

  take(): number {
    const micros = this.#micros
    this.#micros = 0
    return micros
  }
}

/** Where no key is, there is no keyed state. */
class NoBackend extends Shared implements KeyedStateBackend {
  readonly initialData = null

  createTable(): never {
    throw new Error('Keyed state can only be used on a keyed stream, after keyBy.')
  }

  createTimerTable(): never {
    return this.createTable()
  }

  cut(): null {
    return null
  }

  parts(): [] {
    return []
  }

  inspect(): HeapView {
    return { type: 'heap', rows: 0, copied: 0, kept: [] }
  }

  dispose(): never {
    throw new AssertionError('only a store that was opened is destroyed')
  }
}

export interface ChainState {
  readonly backends: readonly KeyedStateBackend[]
  /** Null: none keeps anything in the world. */
  readonly data: BackendData[] | null
  readonly meter: AccessMeter
}

/** `restored` is what the checkpoint has for a state. */
export function openChainState(
  plan: Plan,
  taskPlan: TaskPlan,
  task: TaskActor,
  clock: EpochClock,
  restored: (uid: string, state: string) => KeyedStatePart | undefined,
): ChainState {
  const meter = new AccessMeter()
  const groupOf = keyGroups(taskPlan)
  const common: Omit<BackendContext, 'uid' | 'restored' | 'data'> = {
    owner: `${taskPlan.name}#${task.attempt}`,
    clock,
    keyOf: (scope, row) => parseRow(scope, row).key,
    keyGroupOf: (scope, row) => groupOf(parseRow(scope, row).key),
    restoredCheckpoint: task.restoredCheckpoint,
    charge: micros => meter.charge(micros),
  }
  const held = heldStores(task, taskPlan)
  const backends = taskPlan.vertex.nodes.map(({ uid }, position) =>
    taskPlan.key === null
      ? new NoBackend()
      : plan.backendManager.open(held, plan.backend, {
          ...common,
          uid,
          restored: state => restored(uid, state),
          data: () => ensure(task.runtime?.backends, 'what the backends keep')[position]!,
        }),
  )
  const hasData = backends.some(({ initialData }) => initialData !== null)
  return { backends, data: hasData ? backends.map(({ initialData }) => initialData ?? {}) : null, meter }
}

/** Whoever has a runtime holds the stores of its chain. */
function heldStores({ runtime }: TaskActor, { key, vertex }: TaskPlan): HeldStores {
  const stores = key === null || runtime === null ? [] : runtime.wiring.stores
  return new Map(stores.map(({ backend }, position) => [vertex.nodes[position]!.uid, backend]))
}

/** The attempt ends, and with it what it held. */
export function closeChainState({ backendManager }: Plan, taskPlan: TaskPlan, task: TaskActor): void {
  const held = heldStores(task, taskPlan)
  for (const uid of held.keys()) backendManager.destroy(held, uid)
  task.runtime = null
}

export function keyGroups({ key, vertex }: TaskPlan): (key: string) => number {
  return text => (key === null ? 0 : keyGroupOf(key.type, parseKey(key.type, text), vertex.maxParallelism))
}

/** The upkeep of all backends of a chain; null: none has any. */
export function chainUpkeep(backends: readonly KeyedStateBackend[]): Upkeep | null {
  const all = backends.flatMap(({ upkeep }) => (upkeep === undefined ? [] : [upkeep]))
  return all.length === 0 ? null : new ChainUpkeep(all)
}

class ChainUpkeep extends Shared implements Upkeep {
  readonly #all: readonly Upkeep[]

  constructor(all: readonly Upkeep[]) {
    super()
    this.#all = all
  }

  blocks(): StateBlock[] {
    return this.#all.flatMap(one => one.blocks())
  }

  isDue(): boolean {
    return this.#all.some(one => one.isDue())
  }

  missing(key: string): readonly BlockNeed[] {
    return this.#all.length === 1 ? this.#all[0]!.missing(key) : this.#all.flatMap(one => one.missing(key))
  }

  missingForSettle(): readonly BlockNeed[] {
    return this.#all.flatMap(one => one.missingForSettle())
  }

  missingForCut(): readonly BlockNeed[] {
    return this.#all.flatMap(one => one.missingForCut())
  }

  settle(): void {
    for (const one of this.#all) one.settle()
  }
}
