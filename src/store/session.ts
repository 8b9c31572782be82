/**
 * What the page shows at this moment: the run, the cursor in it, what is selected and how it plays. One cursor is
 * the whole of what the panels share. No React here, and no engine: `driver.ts` fills it, panels read narrow slices.
 */
import { createStore } from 'zustand/vanilla'
import type { NextKind } from '../base/next-stops.ts'
import type { Branch, RunSpec } from '../engine/api/spec.ts'
import type { Frame, RunState, Scene } from '../engine/api/frame.ts'
import type { TraceRow } from '../engine/api/trace.ts'
import type { MappingPlan } from '../interop/snapshot-file/remap.ts'
import type { PipelineInfo, SnapshotTarget } from '../worker/protocol.ts'
import type {
  AwayKept,
  Keeping,
  RowsKept,
  StoredDamage,
  StoredJob,
  StoreKind,
} from '../worker/storage-protocol.ts'
import type { ClusterImport } from './cluster.ts'
import type { RebuiltRun } from './rebuild.ts'
import {
  loadChoices,
  readSystemWishes,
  resolvePreferences,
  type Language,
  type Preferences,
} from './preferences.ts'

export type Selection =
  | { readonly type: 'task'; readonly actor: number }
  | { readonly type: 'channel'; readonly index: number }
  | { readonly type: 'checkpoint'; readonly id: number }
  | { readonly type: 'record'; readonly label: string; readonly partition: number; readonly offset: number }

/** What the keyboard is on: besides what can be selected, what stands around the tasks. */
export type Focus =
  | Selection
  | { readonly type: 'jobmanager' }
  | { readonly type: 'storage' }
  | { readonly type: 'broker'; readonly vertex: number }

/** `forward` is one step or one frame of playing on; only that may animate. `jump` is everything else ahead. */
export type Direction = 'forward' | 'backward' | 'jump'

export type InspectorTab = 'task' | 'checkpoint' | 'state' | 'log' | 'verdict'

/** What fills the page below its bars. */
export type View = 'stage' | 'checkpoints' | 'state' | 'guarantees'

interface Playback {
  readonly playing: boolean
  /** Simulated time per wall time, 0.01 … 10. */
  readonly speed: number
  /** What "next" looks for. */
  readonly nextKind: NextKind
  /** Playing pauses where `nextKind` happens. */
  readonly stopAtNext: boolean
}

/** Set once an engine call takes longer than 150 ms. */
interface Busy {
  readonly target: { readonly step: number } | { readonly next: NextKind } | null
}

/** What went wrong, as data; the page has the words. */
export interface ShownProblem {
  readonly about: 'open' | 'act' | 'undo' | 'import' | 'export' | 'branch' | 'storage' | 'restore' | 'engine'
  readonly code: string
  readonly path: string
  readonly message: string
  readonly fileName: string | null
}

export type Toast =
  | {
      readonly id: number
      readonly type: 'forked'
      readonly step: number
      readonly head: number
      readonly from: number
      readonly branch: number
    }
  | { readonly id: number; readonly type: 'undone' }
  | { readonly id: number; readonly type: 'not-found'; readonly kind: NextKind; readonly direction: 1 | -1 }
  | { readonly id: number; readonly type: 'restarted'; readonly step: number }
  | {
      readonly id: number
      readonly type: 'imported'
      readonly what: 'run' | 'snapshot'
      readonly checkpoint: number | null
      readonly fileName: string
    }
  | { readonly id: number; readonly type: 'exported'; readonly fileName: string }
  | { readonly id: number; readonly type: 'restored'; readonly checkpoint: number; readonly spentMs: number }
  /** Something asked for by a key or a menu that could not be done, or was. */
  | { readonly id: number; readonly type: 'reason'; readonly words: Readonly<Record<Language, string>> }
  /** Why a control cannot be used, as it says itself, in the language that the page has. */
  | { readonly id: number; readonly type: 'refusal'; readonly text: string }
  | { readonly id: number; readonly type: 'reconfigured'; readonly before: RunBefore }
  | {
      readonly id: number
      readonly type: 'rescaled'
      readonly parallelism: number
      readonly from: StartPoint
      readonly before: RunBefore
    }
  | { readonly id: number; readonly type: 'problem'; readonly problem: ShownProblem }

/** What a job can be started from. */
export interface StartPoint {
  readonly id: number
  readonly isSavepoint: boolean
}

/** A run that another one took the place of: enough to bring it back where it stood. */
export interface RunBefore {
  readonly spec: RunSpec
  readonly branches: readonly Branch[]
  readonly branch: number
  readonly step: number
}

/** A config.yaml that is being worked on and not applied yet. */
interface ConfigDraft {
  /** Counts the files given; the editor begins anew with each. */
  readonly id: number
  readonly text: string
  readonly fileName: string | null
  readonly edited: boolean
}

/** Each toast without its number, which the store gives. */
export type NewToast = Toast extends infer T ? (T extends Toast ? Omit<T, 'id'> : never) : never

/** A job that an earlier visit left in a store. */
export interface StoredOffer {
  readonly store: StoreKind
  readonly job: StoredJob
}

/** What stood in the way of newer checkpoints when a job was restored. */
export interface FellBack {
  readonly checkpoint: number
  readonly damages: readonly StoredDamage[]
}

type Persistence = 'unknown' | 'kept' | 'unavailable'

interface Broken {
  readonly step: number
  readonly seed: number
  readonly message: string
}

export interface Session {
  readonly phase: 'starting' | 'opening' | 'ready' | 'failed'
  readonly pipelines: readonly PipelineInfo[]
  readonly scene: Scene | null
  readonly state: RunState | null
  readonly frame: Frame | null
  /** The frame shown before this one, of the same run; null after an open or a branch switch. */
  readonly previousFrame: Frame | null
  readonly direction: Direction
  /** Wall milliseconds this frame is expected to stay: no animation may last longer. */
  readonly frameWallMs: number
  readonly selection: Selection | null
  /** What the keyboard is on in the text twin; the drawings, which take no focus themselves, show the ring there. */
  readonly focus: Focus | null
  readonly playback: Playback
  readonly preferences: Preferences
  readonly busy: Busy | null
  readonly problem: ShownProblem | null
  readonly toast: Toast | null
  readonly broken: Broken | null
  readonly view: View
  readonly inspectorTab: InspectorTab
  /** What to look for in this pipeline stands on top of the inspector. */
  readonly guide: boolean
  /** Where the inspector is a sheet: whether it is open. */
  readonly inspectorOpen: boolean
  readonly stateFilter: string
  readonly logFilter: string
  /** The chain of causes of the step shown, while it is asked for. */
  readonly why: { readonly step: number; readonly rows: readonly TraceRow[] } | null
  readonly dialog:
    | 'help'
    | 'fidelity'
    | 'text'
    | 'config'
    | 'key-groups'
    | 'export-snapshot'
    | 'compare-snapshots'
    | 'snapshots'
    | 'advisor'
    | 'map-snapshot'
    | 'passphrase'
    | 'storage'
    | 'palette'
    | null
  /** A snapshot that waits to be told where its state goes. */
  readonly mappedSnapshot: {
    readonly text: string
    readonly fileName: string
    readonly into: SnapshotTarget
    readonly plan: MappingPlan
  } | null
  /** A file that waits for its passphrase. */
  readonly lockedFile: { readonly file: File; readonly isWrong: boolean } | null
  readonly configDraft: ConfigDraft | null
  /** A real Flink's statistics, open in the Checkpoints view in place of the run's. */
  readonly cluster: ClusterImport | null
  /** What a run was rebuilt from; it counts for as long as the page has that run. */
  readonly rebuilt: RebuiltRun | null
  readonly blanked: boolean
  /** The job whose checkpoints are kept; a run that begins anew is another job. */
  readonly job: string | null
  readonly keeping: Keeping | null
  readonly rows: RowsKept | null
  readonly away: AwayKept | null
  readonly offer: StoredOffer | null
  readonly fellBack: FellBack | null
  readonly persistence: Persistence
  /** The worker died at this step and has not been started again. */
  readonly dead: { readonly step: number; readonly reason: string } | null
}

const SPEED_FIRST = 1 / 20

const initialSession = (preferences: Preferences): Session => ({
  phase: 'starting',
  pipelines: [],
  scene: null,
  state: null,
  frame: null,
  previousFrame: null,
  direction: 'jump',
  frameWallMs: Infinity,
  selection: null,
  focus: null,
  playback: { playing: false, speed: SPEED_FIRST, nextKind: 'barrier', stopAtNext: false },
  preferences,
  busy: null,
  problem: null,
  toast: null,
  broken: null,
  view: 'stage',
  inspectorTab: 'task',
  guide: false,
  inspectorOpen: false,
  stateFilter: '',
  logFilter: '',
  why: null,
  dialog: null,
  mappedSnapshot: null,
  lockedFile: null,
  configDraft: null,
  cluster: null,
  rebuilt: null,
  blanked: false,
  job: null,
  keeping: null,
  rows: null,
  away: null,
  offer: null,
  fellBack: null,
  persistence: 'unknown',
  dead: null,
})

function firstPreferences(): Preferences {
  const system = readSystemWishes()
  return resolvePreferences(loadChoices(system), system, false)
}

export const session = createStore<Session>()(() => initialSession(firstPreferences()))

let toasts = 0

export function showToast(toast: NewToast): void {
  toasts += 1
  session.setState({ toast: { ...toast, id: toasts } as Toast })
}

/** Selecting shows the thing in the inspector, and opens the inspector where it is a sheet. */
export function select(selection: Selection | null): void {
  const { inspectorTab } = session.getState()
  const tab =
    selection?.type === 'checkpoint' ? 'checkpoint' : inspectorTab === 'checkpoint' ? 'task' : inspectorTab
  session.setState({
    selection,
    inspectorTab: selection === null ? inspectorTab : tab,
    inspectorOpen: selection !== null,
    stateFilter: '',
  })
}
