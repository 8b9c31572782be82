/**
 * The manifest of a stored checkpoint; Flink's `_metadata`. It is the snapshot file without the rows of keyed state,
 * which it names as blocks, and with what a list of checkpoints shows: the job, when it was written, and how large it
 * is. A block that two checkpoints have in common is named by both.
 */
import type { Result } from '../../base/result.ts'
import type { Snapshot } from '../../engine/api/snapshot.ts'
import type { KeyTypeName, StateKind } from '../../engine/api/state.ts'
import { canonicalKey } from '../../engine/graph/canonical-key.ts'
import { keyGroupOf } from '../../engine/graph/key-groups.ts'
import type { RowScope } from '../../engine/api/state-backend.ts'
import { openFile } from '../../interop/envelope.ts'
import { attempt, ROOT, within } from '../../interop/problems.ts'
import {
  anything,
  fields,
  integer,
  list,
  name,
  oneOf,
  optional,
  text,
  type Reader,
} from '../../interop/readers.ts'
import { checkContent, contentFields } from '../../interop/snapshot-file/read-content.ts'
import { keyType } from '../../interop/snapshot-file/read-keyed.ts'
import { writeContent } from '../../interop/snapshot-file/write-content.ts'
import { streamFile, type StreamedFields } from '../../interop/streamed-json.ts'

const FORMAT = 'weir-checkpoint'
const VERSION = 1

/** A block as a manifest names it. */
export interface BlockRef {
  readonly name: string
  readonly bytes: number
  readonly rows: number
}

/** Rows of one keyed state of one subtask. */
export interface KeyedBlocks {
  readonly uid: string
  readonly subtask: number
  readonly state: string
  readonly kind: StateKind
  readonly keyType: KeyTypeName
  readonly scope: RowScope
  readonly maxParallelism: number
  readonly blocks: readonly BlockRef[]
  /** Set where the blocks are files of a log-structured store: how many each sorted run has, the newest first. */
  readonly runs?: readonly number[] | undefined
}

/** What is known of a stored checkpoint without reading its state. */
export interface StoredHead {
  readonly pipeline: string
  readonly jobName: string
  /** What led to it: the same line gives the same checkpoint. */
  readonly line: string
  /** The step of the run at which it was complete. */
  readonly step: number
  /** Wall clock, in ms; for people. */
  readonly savedAtMs: number
  /** Measured: how long it took to write. */
  readonly spentMs: number
  /** Bytes of all its blocks, and of those that were not there before. */
  readonly bytes: number
  readonly writtenBytes: number
  readonly rows: number
}

export interface Manifest {
  readonly head: StoredHead
  /** The spec of the job, without commands and without the state it began from. */
  readonly spec: BlockRef
  /** Without the rows of keyed state. */
  readonly snapshot: Snapshot
  readonly keyed: readonly KeyedBlocks[]
}

export const blocksOf = ({ spec, keyed }: Manifest): BlockRef[] => [
  spec,
  ...keyed.flatMap(({ blocks }) => blocks),
]

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const writeRef = ({ name, bytes, rows }: BlockRef) => [name, bytes, rows]

export function writeManifest({ head, spec, snapshot, keyed }: Manifest): Uint8Array {
  const content: StreamedFields = {
    format: FORMAT,
    version: VERSION,
    head: { ...head },
    spec: writeRef(spec),
    ...writeContent(snapshot),
    keyed: keyed.map(({ blocks, runs, ...part }) => ({
      ...part,
      blocks: blocks.map(writeRef),
      ...(runs === undefined ? {} : { runs }),
    })),
  }
  return encoder.encode([...streamFile(content)].join(''))
}

const KINDS: readonly StateKind[] = [
  'value',
  'list',
  'map',
  'reducing',
  'aggregating',
  'event-time-timers',
  'processing-time-timers',
]

const blockRef: Reader<BlockRef> = (value, at) => {
  const [block, bytes, rows] = list(anything, 3)(value, at)
  return {
    name: text(64)(block, within(at, 0)),
    bytes: integer(0)(bytes, within(at, 1)),
    rows: integer(0)(rows, within(at, 2)),
  }
}

const keyedBlocks = fields({
  uid: name,
  subtask: integer(0),
  state: name,
  kind: oneOf(KINDS),
  keyType,
  scope: oneOf(['key', 'namespace', 'timer'] as const),
  maxParallelism: integer(1),
  blocks: list(blockRef),
  runs: optional(list(integer(0))),
})

const head = fields({
  pipeline: name,
  jobName: name,
  line: text(64),
  step: integer(0),
  savedAtMs: integer(0),
  spentMs: integer(0),
  bytes: integer(0),
  writtenBytes: integer(0),
  rows: integer(0),
})

/** The seal of the store has said that the bytes are those that were written; this says what an older version wrote. */
export function readManifest(bytes: Uint8Array): Result<Manifest> {
  return attempt(() => {
    const file = openFile(decoder.decode(bytes), FORMAT, VERSION)
    const read = fields({
      format: anything,
      version: anything,
      head,
      spec: blockRef,
      ...contentFields({ canonicalKey, keyGroupOf }),
      keyed: list(keyedBlocks),
      digest: anything,
    })(file, ROOT)
    const snapshot = { ...checkContent(read, ROOT), jobName: read.head.jobName }
    return { head: read.head, spec: read.spec, snapshot, keyed: read.keyed }
  })
}
