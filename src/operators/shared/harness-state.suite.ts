/** Keyed state and broadcast state of the harness: plain maps, one entry for each state, key and namespace. */
import { Shared } from '../../base/copy.ts'
import type {
  AggregateFunction,
  BroadcastState,
  KeyedStateStore,
  NamespacedStateStore,
  StateDescriptor,
} from '../../engine/api/state.ts'

type MapKey = string | number | boolean
type Join = (first: unknown, second: unknown) => unknown

/** The current key, as text, and the namespace that was set last. */
export interface KeyedScope {
  key: string
  namespace: string
}

/** Contexts and handles are shared by reference, as the engine's are. */
export function sharing<T extends object>(fields: T): T {
  class Context extends Shared {}
  return Object.assign(new Context(), fields)
}

class Cell {
  readonly cells: Map<string, unknown>
  readonly scope: KeyedScope
  readonly name: string
  readonly namespaced: boolean

  constructor(cells: Map<string, unknown>, scope: KeyedScope, name: string, namespaced: boolean) {
    this.cells = cells
    this.scope = scope
    this.name = name
    this.namespaced = namespaced
  }

  place(namespace = this.scope.namespace): string {
    return this.namespaced ? `${this.name}/${this.scope.key}|${namespace}` : `${this.name}/${this.scope.key}`
  }

  get(): unknown {
    return this.cells.get(this.place()) ?? null
  }

  set(value: unknown, place = this.place()): void {
    this.cells.set(place, value)
  }

  clear(): void {
    this.cells.delete(this.place())
  }

  /** Flink's AbstractHeapMergingState: the sources first, then into what the target holds. */
  merge(target: string, sources: readonly string[], join: Join): void {
    const places = sources.map(source => this.place(source)).filter(place => this.cells.has(place))
    if (places.length === 0) return
    const merged = places.map(place => this.cells.get(place)).reduce(join)
    for (const place of places) this.cells.delete(place)
    const into = this.place(target)
    this.set(this.cells.has(into) ? join(this.cells.get(into), merged) : merged, into)
  }
}

/** With `namespaced`, state under the namespace of the scope. */
export function harnessStore(
  cells: Map<string, unknown>,
  scope: KeyedScope,
  namespaced: boolean,
): NamespacedStateStore {
  const cellOf = ({ name }: Pick<StateDescriptor, 'name'>) => new Cell(cells, scope, name, namespaced)
  const store = {
    setCurrentNamespace: (namespace: string) => void (scope.namespace = namespace),
    getState: (descriptor: { readonly name: string }) => valueState(cellOf(descriptor)),
    getListState: (descriptor: { readonly name: string }) => listState(cellOf(descriptor)),
    getMapState: (descriptor: { readonly name: string }) => mapState(cellOf(descriptor)),
    getReducingState: (descriptor: { readonly name: string; readonly reduce: Join }) =>
      reducingState(cellOf(descriptor), descriptor.reduce),
    getAggregatingState: (descriptor: { readonly name: string; readonly aggregate: Aggregate }) =>
      aggregatingState(cellOf(descriptor), descriptor.aggregate),
  }
  return sharing(store as unknown as KeyedStateStore & NamespacedStateStore)
}

type Aggregate = AggregateFunction<unknown, unknown, unknown>

function valueState(cell: Cell) {
  return sharing({
    value: () => cell.get(),
    update: (value: unknown) => (value === null || value === undefined ? cell.clear() : cell.set(value)),
    clear: () => cell.clear(),
  })
}

function listState(cell: Cell) {
  const list = () => (cell.get() as unknown[] | null) ?? []
  const addAll = (values: Iterable<unknown>) => {
    const added = [...values]
    if (added.some(value => value === null || value === undefined))
      throw new Error('You cannot add null to a ListState.')
    if (added.length > 0) cell.set([...list(), ...added])
  }
  return sharing({
    get: list,
    add: (value: unknown) => addAll([value]),
    addAll,
    update: (values: readonly unknown[]) => {
      cell.clear()
      addAll(values)
    },
    clear: () => cell.clear(),
    mergeNamespaces: (target: string, sources: readonly string[]) =>
      cell.merge(target, sources, (first, second) => [
        ...(first as readonly unknown[]),
        ...(second as readonly unknown[]),
      ]),
  })
}

function mapState(cell: Cell) {
  const map = () => (cell.get() as Map<MapKey, unknown> | null) ?? new Map<MapKey, unknown>()
  const store = (changed: Map<MapKey, unknown>) => (changed.size === 0 ? cell.clear() : cell.set(changed))
  return sharing({
    get: (key: MapKey) => map().get(key) ?? null,
    put: (key: MapKey, value: unknown) => store(map().set(key, value)),
    putAll: (entries: Iterable<readonly [MapKey, unknown]>) => store(new Map([...map(), ...entries])),
    remove: (key: MapKey) => {
      const rest = map()
      if (rest.delete(key)) store(rest)
    },
    contains: (key: MapKey) => map().has(key),
    entries: () => sorted(map()),
    keys: () => sorted(map()).map(([key]) => key),
    values: () => sorted(map()).map(([, value]) => value),
    isEmpty: () => map().size === 0,
    clear: () => cell.clear(),
  })
}

function reducingState(cell: Cell, reduce: Join) {
  return sharing({
    get: () => cell.get(),
    add: (value: unknown) => cell.set(cell.get() === null ? value : reduce(cell.get(), value)),
    clear: () => cell.clear(),
    mergeNamespaces: (target: string, sources: readonly string[]) => cell.merge(target, sources, reduce),
  })
}

function aggregatingState(cell: Cell, aggregate: Aggregate) {
  return sharing({
    get: () => (cell.get() === null ? null : aggregate.getResult(cell.get())),
    add: (value: unknown) => cell.set(aggregate.add(value, cell.get() ?? aggregate.createAccumulator())),
    clear: () => cell.clear(),
    mergeNamespaces: (target: string, sources: readonly string[]) =>
      cell.merge(target, sources, (first, second) => aggregate.merge(first, second)),
  })
}

export function harnessBroadcastState<K extends MapKey, V>(map: Map<unknown, unknown>): BroadcastState<K, V> {
  const values = map as Map<K, V>
  return sharing({
    get: (key: K) => values.get(key) ?? null,
    contains: (key: K) => values.has(key),
    entries: () => sorted(values),
    put: (key: K, value: V) => void values.set(key, value),
    remove: (key: K) => void values.delete(key),
    clear: () => values.clear(),
  })
}

function sorted<K extends MapKey, V>(map: ReadonlyMap<K, V>): [K, V][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
