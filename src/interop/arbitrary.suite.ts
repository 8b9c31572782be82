/** Arbitrary snapshot files, run files and damage, for the tests of the readers. Always with a fixed seed. */
import fc from 'fast-check'
import type {
  ChannelSnapshot,
  InFlightItem,
  KeyedRowSnapshot,
  KeyedStateSnapshot,
  OperatorSnapshot,
  Snapshot,
  SubtaskSnapshot,
} from '../engine/api/snapshot.ts'
import type { Branch, Command, RunSpec } from '../engine/api/spec.ts'
import type { KeyTypeName, KeyValue, StateKind } from '../engine/api/state.ts'
import { canonicalKey } from '../engine/graph/canonical-key.ts'
import { keyGroupOf, keyGroupToSubtask } from '../engine/graph/key-groups.ts'
import { printFile } from './streamed-json.ts'
import type { Json } from './json-text.ts'
import type { RunFile } from './run-file/run-file.ts'
import type { GraphNode, SnapshotFile } from './snapshot-file/snapshot-file.ts'

export const SEED = 20260101
export const keyRules = { canonicalKey, keyGroupOf }

/** fast-check makes objects without a prototype; a file's reader makes plain ones. */
const record = <T extends object>(fields: { [Field in keyof T]: fc.Arbitrary<T[Field]> }): fc.Arbitrary<T> =>
  fc.record(fields).map(made => ({ ...made }) as T)

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', '$', '__proto__', 'constructor', '用户', '\ud800', '"\\\n\u0000\u2028'),
)
const name = text.map(part => `n${part}`)
const scalar = fc.oneof(
  fc.boolean(),
  fc.integer(),
  fc.double(),
  text,
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.constantFrom(null, undefined, NaN, Infinity, -Infinity, -0, Number.MAX_SAFE_INTEGER, 1e21, 5e-324),
)

/** What a user function may keep: plain data, with everything that JSON has no word for. */
export const value: fc.Arbitrary<unknown> = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    tie('list'),
    tie('object'),
    tie('map'),
    tie('set'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map(entries => new Map(entries)),
  set: fc.array(tie('value'), { maxLength: 3 }).map(items => new Set(items)),
  object: fc
    .uniqueArray(fc.tuple(text, tie('value')), { maxLength: 4, selector: ([field]) => field })
    .map(entries => Object.fromEntries(entries) as unknown),
})).value

const int = fc.integer({ min: -2147483648, max: 2147483647 })
const longText = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).map(String)

/** Keys as a snapshot holds them. */
const keysOf: Readonly<Record<KeyTypeName, fc.Arbitrary<unknown>>> = {
  STRING: text,
  INT: int,
  LONG: fc.oneof(
    fc.maxSafeInteger(),
    longText,
    longText.map(digits => `-${digits}`),
  ),
  DOUBLE: fc.double(),
  BOOLEAN: fc.boolean(),
  TUPLE2_STRING_INT: fc.tuple(text, int),
  STRING_OR_BOOLEAN: fc.oneof(text, fc.boolean()),
}

const asKey = (type: KeyTypeName, key: unknown): KeyValue =>
  type === 'LONG' && typeof key === 'string' ? BigInt(key) : (key as KeyValue)

const mapKey = fc.oneof(fc.string({ maxLength: 4 }))
const valuesOf: Readonly<Record<StateKind, fc.Arbitrary<unknown>>> = {
  value,
  reducing: value,
  aggregating: value,
  list: fc.array(value, { maxLength: 3 }),
  map: fc
    .uniqueArray(fc.tuple(mapKey, value), { maxLength: 4, selector: ([key]) => key })
    .map(entries => entries.sort(([a], [b]) => (a < b ? -1 : 1))),
  'event-time-timers': fc.constant(true),
  'processing-time-timers': fc.constant(true),
}

interface Shape {
  readonly parallelism: number
  readonly maxParallelism: number
}

interface Row {
  readonly subtask: number
  readonly keyGroup: number
  readonly canonical: string
  readonly row: KeyedRowSnapshot
}

type RowPlace = Pick<KeyedRowSnapshot, 'namespace' | 'timestamp'>

/** Where a row lies besides its key: nowhere, in a window, or at the time of a timer. */
const placesOf = (kind: StateKind): fc.Arbitrary<RowPlace> =>
  kind.endsWith('-timers')
    ? fc.record({ namespace: fc.constantFrom('', '0,5'), timestamp: fc.maxSafeInteger() })
    : fc.constant<RowPlace>({})

function rowOf(type: KeyTypeName, shape: Shape, key: unknown, held: unknown, place: RowPlace): Row {
  const keyGroup = keyGroupOf(type, asKey(type, key), shape.maxParallelism)
  const subtask = keyGroupToSubtask(shape.maxParallelism, shape.parallelism, keyGroup)
  return {
    subtask,
    keyGroup,
    canonical: canonicalKey(type, asKey(type, key)),
    row: { keyGroup, key, value: held, ...place },
  }
}

const inOrder = (a: Row, b: Row): number => a.keyGroup - b.keyGroup || (a.canonical < b.canonical ? -1 : 1)

/** One state over all subtasks: its part in each. */
function stateOf(state: string, shape: Shape): fc.Arbitrary<KeyedStateSnapshot[]> {
  const types = fc.constantFrom(...(Object.keys(keysOf) as KeyTypeName[]))
  const kinds = fc.constantFrom(...(Object.keys(valuesOf) as StateKind[]))
  return fc.tuple(types, kinds).chain(([keyType, kind]) =>
    fc
      .uniqueArray(
        fc
          .tuple(keysOf[keyType], valuesOf[kind], placesOf(kind))
          .map(([key, held, place]) => rowOf(keyType, shape, key, held, place)),
        { maxLength: 6, selector: row => row.canonical },
      )
      .map(rows =>
        Array.from({ length: shape.parallelism }, (_, index) => ({
          state,
          kind,
          keyType,
          rows: rows
            .filter(row => row.subtask === index)
            .sort(inOrder)
            .map(({ row }) => row),
        })),
      ),
  )
}

const lists = fc
  .uniqueArray(fc.tuple(name, fc.array(value, { maxLength: 3 })), { maxLength: 2, selector: ([key]) => key })
  .map(entries => Object.fromEntries(entries))

function subtasksOf(shape: Shape): fc.Arbitrary<SubtaskSnapshot[]> {
  const states = fc
    .uniqueArray(name, { maxLength: 2 })
    .chain(names => fc.tuple(...names.map(state => stateOf(state, shape))))
  const perSubtask = fc.array(lists, { minLength: shape.parallelism, maxLength: shape.parallelism })
  const splits = fc.uniqueArray(fc.tuple(name, fc.maxSafeNat()), { maxLength: 4, selector: ([id]) => id })
  return fc.tuple(states, perSubtask, perSubtask, splits).map(([parts, held, shared, ids]) =>
    Array.from({ length: shape.parallelism }, (_, index) => ({
      index,
      keyed: parts.map(part => part[index]!),
      lists: held[index]!,
      unionLists: shared[index]!,
      broadcastStates: {},
      splits: ids.filter((_id, i) => i % shape.parallelism === index).map(([id, offset]) => ({ id, offset })),
    })),
  )
}

const item: fc.Arbitrary<InFlightItem> = fc.oneof(
  record({
    value,
    timestamp: fc.option(fc.constantFrom(-1, 0, 1_700_000_000_123, Infinity)),
    source: name,
    split: name,
    offset: fc.nat(),
    path: fc.integer(),
  }),
  record({
    value,
    timestamp: fc.constant(null),
    source: fc.constant(null),
    split: fc.constant(null),
    offset: fc.constant(-1),
    path: fc.integer(),
  }),
  record({ watermark: fc.constantFrom(5, Infinity, -Infinity) }),
  record({ idle: fc.boolean() }),
)

/** In-flight data on channels of an operator, both of whose ends are told apart by their peers. */
const channelsOf = (uid: string): fc.Arbitrary<ChannelSnapshot[]> =>
  fc.array(fc.array(item, { minLength: 1, maxLength: 4 }), { maxLength: 3 }).map(all =>
    all.map((items, peer) => ({
      end: peer % 2 === 0 ? ('input' as const) : ('output' as const),
      from: peer % 2 === 0 ? 'before' : uid,
      to: peer % 2 === 0 ? uid : 'behind',
      tag: peer === 2 ? 'late' : null,
      input: peer % 2,
      peer,
      peers: 4,
      items,
    })),
  )

const withInFlight = (operator: OperatorSnapshot): fc.Arbitrary<OperatorSnapshot> =>
  fc.tuple(...operator.subtasks.map(() => channelsOf(operator.uid))).map(channels => ({
    ...operator,
    subtasks: operator.subtasks.map((subtask, i) =>
      channels[i]!.length === 0 ? subtask : { ...subtask, inFlight: channels[i]! },
    ),
  }))

const operator: fc.Arbitrary<OperatorSnapshot> = fc
  .record({ parallelism: fc.integer({ min: 1, max: 4 }), maxParallelism: fc.constantFrom(4, 7, 128) })
  .chain(shape =>
    record({
      uid: name,
      name,
      kind: fc.constantFrom('source', 'process', 'writer'),
      parallelism: fc.constant(shape.parallelism),
      maxParallelism: fc.constant(shape.maxParallelism),
      subtasks: subtasksOf(shape),
    }),
  )
  .chain(withInFlight)
  .chain(made => fc.constantFrom(made, { ...made, fullyFinished: true as const }))

const graphOf = (operators: readonly OperatorSnapshot[]): GraphNode[] =>
  operators.map(({ uid, name: label, kind, parallelism, maxParallelism }, index) => ({
    uid,
    name: label,
    kind,
    role: index === 0 ? ('source' as const) : ('operator' as const),
    parallelism,
    maxParallelism: index % 2 === 0 ? maxParallelism : null,
    inputs:
      index === 0
        ? []
        : [
            {
              from: operators[index - 1]!.uid,
              partitioner: 'HASH' as const,
              tag: index % 2 === 0 ? null : 'late',
              input: 0,
              keyType: 'STRING' as const,
            },
          ],
  }))

const specHead = {
  pipeline: name,
  config: fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true }),
  workload: fc
    .tuple(fc.option(text, { nil: undefined }), fc.option(fc.nat(), { nil: undefined }))
    .map(([typed, limit]) => ({
      ...(typed === undefined ? {} : { text: typed }),
      ...(limit === undefined ? {} : { limit }),
    })),
  seed: fc.integer({ min: 0, max: 0xffffffff }),
  epochMs: fc.integer({ min: -8.64e15, max: 8.64e15 }),
}

const content = {
  jobName: name,
  checkpointId: fc.integer({ min: 1, max: 1000 }),
  triggeredAt: fc.nat(),
  took: fc.nat(),
  savepoint: fc.option(
    record({ format: fc.constantFrom('CANONICAL' as const, 'NATIVE' as const), path: name }),
    { nil: undefined },
  ),
}

const snapshotOf = (
  {
    jobName,
    checkpointId,
    triggeredAt,
    took,
    savepoint,
  }: {
    jobName: string
    checkpointId: number
    triggeredAt: number
    took: number
    savepoint?: Snapshot['savepoint']
  },
  operators: readonly OperatorSnapshot[],
): Snapshot => ({
  checkpointId,
  jobName,
  triggeredAt,
  completedAt: triggeredAt + took,
  ...(savepoint === undefined ? {} : { savepoint }),
  operators,
})

export const snapshotFile: fc.Arbitrary<SnapshotFile> = fc
  .tuple(
    record(specHead),
    record(content),
    fc.uniqueArray(operator, { minLength: 1, maxLength: 3, selector: ({ uid }) => uid }),
  )
  .map(([head, times, operators]) => ({
    snapshot: snapshotOf(times, operators),
    job: { ...head, graph: graphOf(operators) },
  }))

const restoreFrom = fc
  .tuple(record(content), fc.uniqueArray(operator, { maxLength: 1, selector: ({ uid }) => uid }))
  .map(([times, operators]) => snapshotOf(times, operators))

const KINDS = ['trigger-checkpoint', 'trigger-savepoint', 'cancel-job', 'kill-task', 'slow-task'] as const

const paramsOf = (kind: string, after: number) =>
  kind === 'slow-task' && after % 2 === 0 ? { params: { factor: 2 + after } } : {}

/** A tree: the parent of item i is an earlier one, or none. */
const commands: fc.Arbitrary<Command[]> = fc
  .array(record({ parent: fc.nat(), after: fc.nat(500), kind: fc.constantFrom(...KINDS) }), {
    maxLength: 8,
  })
  .map(items => {
    const tree: Command[] = []
    for (const [index, { parent, after, kind }] of items.entries()) {
      const from = tree[parent % (tree.length + 1)]
      const target = kind === 'kill-task' || kind === 'slow-task' ? 'count-1' : null
      tree.push({
        id: 10 + index,
        parent: from?.id ?? null,
        at: (from?.at ?? 0) + after,
        kind,
        target,
        ...paramsOf(kind, after),
      })
    }
    return tree
  })

const branchesOf = (tree: readonly Command[], labels: readonly string[]): Branch[] =>
  [{ id: 0, name: 'main', tip: tree[0]?.id ?? null, forkedAt: 0, parent: null } as Branch].concat(
    labels.map((label, index) => ({
      id: index + 1,
      name: label,
      tip: tree[index]?.id ?? null,
      forkedAt: index * 7,
      parent: Math.floor(index / 2),
    })),
  )

export const runFile: fc.Arbitrary<RunFile> = fc
  .tuple(
    record(specHead),
    commands,
    fc.option(restoreFrom, { nil: undefined, freq: 2 }),
    record({ labels: fc.array(name, { maxLength: 3 }), step: fc.maxSafeNat(), hash: name }),
  )
  .map(([head, tree, start, { labels, step, hash }]) => {
    const spec: RunSpec = { ...head, commands: tree, ...(start === undefined ? {} : { restoreFrom: start }) }
    const branches = branchesOf(tree, labels)
    return { spec, branches, cursor: { branch: branches.length - 1, step }, hash }
  })

/** One way to damage a text. `from` and `to` are anywhere; a way uses what it needs. */
export interface Damage {
  readonly way: 'flip' | 'cut' | 'delete' | 'swap' | 'digest'
  readonly from: number
  readonly to: number
}

export const damage: fc.Arbitrary<Damage> = record({
  way: fc.constantFrom('flip', 'cut', 'delete', 'swap', 'digest'),
  from: fc.nat(),
  to: fc.nat(),
})

export type Path = readonly (string | number)[]

/** Every place in a JSON value but the root. */
export function pathsOf(json: unknown, path: Path = []): Path[] {
  if (typeof json !== 'object' || json === null) return path.length === 0 ? [] : [path]
  const entries = Array.isArray(json) ? [...json.entries()] : Object.entries(json)
  const inner = entries.flatMap(([step, item]) => pathsOf(item, [...path, step]))
  return path.length === 0 ? inner : [path, ...inner]
}

/** `json` with the value at `path` replaced, or taken out when `change` gives undefined. */
export function changeAt(json: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return change(json)
  if (Array.isArray(json)) {
    const items = json.map((item, i): unknown => (i === step ? changeAt(item, rest, change) : item))
    return items.filter((item, i) => i !== step || item !== undefined)
  }
  const entries = Object.entries(json as object).map(
    ([field, item]) => [field, field === step ? changeAt(item, rest, change) : item] as const,
  )
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined))
}

function flip(textOf: string, { from, to }: Damage): string {
  const bytes = new TextEncoder().encode(textOf)
  bytes[from % bytes.length]! ^= 1 + (to % 255)
  return new TextDecoder().decode(bytes)
}

const OTHERS = [null, true, 0.5, -1, 'x', [], {}, { $: 'NaN' }] as const

export function damaged(textOf: string, how: Damage): string {
  if (how.way === 'flip') return flip(textOf, how)
  if (how.way === 'cut') return textOf.slice(0, how.from % textOf.length)
  const json: unknown = JSON.parse(textOf)
  if (how.way === 'digest') {
    const change = (old: unknown) =>
      how.to % 2 === 0 ? `${String(old)}0` : String(old).replace(/[0-9a-f]$/, 'g')
    return JSON.stringify(changeAt(json, ['digest'], change))
  }
  const paths = pathsOf(json)
  const path = paths[how.from % paths.length]!
  return JSON.stringify(
    changeAt(json, path, () => (how.way === 'delete' ? undefined : OTHERS[how.to % OTHERS.length])),
  )
}

/** The file after a change of its content, with the digest that this content has. */
export function signedAgain(textOf: string, path: Path, change: (old: unknown) => unknown): string {
  const { digest: _old, ...content } = changeAt(JSON.parse(textOf), path, change) as Record<string, Json>
  return printFile(content)
}
