/**
 * A run: a spec, its job, one line of history at a time, and the tree of commands. What a host, the CLI and tests
 * hold; everything they see of the world goes through here.
 */
import { assert, ensure } from '../../base/assert.ts'
import { Hasher } from '../../base/hash.ts'
import { Registry } from '../../base/registry.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import { completeParams, type Params } from '../../base/parameters.ts'
import type { Action, CommandDefinition } from '../api/command.ts'
import type { Frame, JobStatus, RunState, Scene } from '../api/frame.ts'
import type { BlockNeed, BlockSource, StateBlock } from '../api/block-source.ts'
import type { AnyOperatorDefinition } from '../api/operator.ts'
import type { StateBackendDefinition } from '../api/state-backend.ts'
import type { SinkView } from '../api/sink-view.ts'
import type { Snapshot } from '../api/snapshot.ts'
import { isSynchronous } from '../api/snapshot-type.ts'
import type { Branch, Command, RunSpec } from '../api/spec.ts'
import type { StreamGraph } from '../api/stream-graph.ts'
import type { TraceKind, TraceRow } from '../api/trace.ts'
import type { Verdict } from '../api/verdict.ts'
import { checkInvariants } from '../check/invariants.ts'
import { judge, judgeNow } from '../check/oracle.ts'
import { buildJobGraph, type JobGraph } from '../graph/job-graph.ts'
import { unalignedProblem } from '../graph/unaligned-edges.ts'
import { JOB_MANAGER, Plan } from '../kernel/plan.ts'
import { readSettings } from '../kernel/settings.ts'
import { BackendManager } from '../state/backend-manager.ts'
import { nextActor, nextTime } from '../kernel/step.ts'
import { assignState, splitsOf, withAdopted } from '../recovery/assign-state.ts'
import type { PlantedBug } from '../kernel/sim.ts'
import type { CompletedCheckpoint, JobManagerActor, Transaction, World } from '../kernel/world.ts'
import { act, commandsOf, commonUntil, MAIN, undo, type CommandTree } from './branches.ts'
import { flushedStates, type FlushedState } from './flushed.ts'
import { frameOf, type FrameRequest } from './frame.ts'
import { subjectOf } from './subject.ts'
import { hashActors, hashWorld, hashWorldInFull } from './hash-world.ts'
import { sceneOf } from './scene.ts'
import { sinkViewOf } from './sink-view.ts'
import { partsOf, snapshotOf, type SnapshotParts } from './snapshot.ts'
import { Timeline } from './timeline.ts'

/** What is handed to the engine, which imports none of it. */
export interface EngineRegistry {
  readonly operators: readonly AnyOperatorDefinition[]
  readonly commands: readonly CommandDefinition[]
  readonly backends: readonly StateBackendDefinition[]
}

export interface SinkRecord {
  readonly value: unknown
  readonly timestamp: number | null
  readonly partition: number
  readonly offset: number
  /** Attempt that wrote it; -1 for records of a transaction. */
  readonly attempt: number
}

const SEED_MAX = 0xffffffff

export function createRun(
  spec: RunSpec,
  job: { readonly graph: StreamGraph },
  registry: EngineRegistry,
  options: { readonly branches?: readonly Branch[]; readonly planted?: PlantedBug } = {},
): Result<Run> {
  if (!Number.isInteger(spec.seed) || spec.seed < 0 || spec.seed > SEED_MAX) {
    return fail('seed', 'seed', `expected a whole number from 0 to ${SEED_MAX}, got ${spec.seed}`)
  }
  const config = { ...job.graph.config, ...spec.config }
  const settings = readSettings(config)
  if (!settings.ok) return settings
  const graph = buildJobGraph(withAdopted({ ...job.graph, config }, spec.restoreFrom))
  if (!graph.ok) return graph
  const refused = settings.value.unaligned
    ? unalignedProblem(graph.value, settings.value.unalignedForced)
    : null
  if (refused !== null) return refused
  const { operators, commands, backends } = registry
  const unknown = graph.value.vertices
    .flatMap(vertex => vertex.nodes)
    .find(node => node.role !== 'source' && operators.every(other => other.kind !== node.kind))
  if (unknown !== undefined) return fail('unknown-operator', unknown.uid, `unknown operator: ${unknown.kind}`)
  const backendManager = new BackendManager(backends)
  const definition = backendManager.create(settings.value.stateBackend)
  if (!definition.ok) return definition
  const backend = backendManager.configure(definition.value, config)
  if (!backend.ok) return backend
  const jobId = new Hasher().string(graph.value.jobName).number(spec.seed).hex().repeat(2)
  const subtaskOf = spec.restoreFrom === undefined ? () => null : splitsOf(graph.value, spec.restoreFrom)
  const plan = new Plan(
    graph.value,
    settings.value,
    new Registry('operator', operators),
    { backend: backend.value, backendManager },
    jobId,
    spec.epochMs,
    subtaskOf,
  )
  const start = spec.restoreFrom === undefined ? ok(null) : assignState(plan, spec.restoreFrom)
  if (!start.ok) return start
  const timeline = new Timeline(
    plan,
    spec.seed,
    new Registry('command', commands),
    start.value,
    options.planted ?? null,
  )
  return ok(new Run(spec, plan, timeline, options.branches ?? [MAIN]))
}

/** Moments before a step back whose replay is compared. */
const PROOFS_MAX = 64

interface ReplayProof {
  readonly step: number
  readonly hashes: readonly string[]
}

export interface Divergence {
  readonly step: number
  /** Operators of the first task that differs. */
  readonly operators: readonly string[]
}

export class Run {
  readonly plan: Plan
  readonly timeline: Timeline
  #spec: RunSpec
  #tree: CommandTree
  #branch = 0
  #proofs: ReplayProof[] = []
  #divergence: Divergence | null = null
  readonly #scene: Scene

  constructor(spec: RunSpec, plan: Plan, timeline: Timeline, branches: readonly Branch[]) {
    this.plan = plan
    this.timeline = timeline
    this.#spec = spec
    this.#tree = { commands: spec.commands, branches }
    this.#scene = sceneOf(spec, plan)
    timeline.setCommands(this.#commands(), 0)
  }

  #commands(): Command[] {
    return commandsOf(this.#tree, this.#branch)
  }

  get world(): World {
    return this.timeline.world
  }

  /** Who brings state that is not in memory. */
  set source(source: BlockSource | null) {
    this.timeline.sim.source = source
  }

  /**
   * What is to be brought before the next event can happen, and with it what the records behind it need; then the same
   * call goes on. Empty: nothing is missing.
   */
  get need(): readonly BlockNeed[] {
    return this.timeline.sim.need
  }

  /** The blocks of the working state, whose content a host may let go of. */
  stateBlocks(): StateBlock[] {
    return this.world.actors.flatMap(actor =>
      actor.kind === 'task' ? (actor.runtime?.wiring.upkeep?.blocks() ?? []) : [],
    )
  }

  /** Rows that a backend has flushed to a database; none on a backend that has no database. */
  flushedStates(): FlushedState[] {
    return flushedStates(this.plan, this.world)
  }

  get step(): number {
    return this.world.step
  }

  get branch(): number {
    return this.#branch
  }

  get scene(): Scene {
    return this.#scene
  }

  get state(): RunState {
    return { spec: this.#spec, branches: this.#tree.branches }
  }

  jobGraph(): JobGraph {
    return this.plan.graph
  }

  jobStatus(): JobStatus {
    return this.#jobManager().status
  }

  #jobManager(): JobManagerActor {
    const actor = this.world.actors[JOB_MANAGER]!
    assert(actor.kind === 'jobmanager', 'the first actor is the JobManager')
    return actor
  }

  /** Name of the actor whose event is next; empty when none is. */
  nextActorName(): string {
    const actor = nextActor(this.timeline.sim)
    return actor === null ? '' : (this.#scene.actors[actor.index]?.name ?? '')
  }

  /** Time of the next event; Infinity when none is left. */
  nextTime(): number {
    const actor = nextActor(this.timeline.sim)
    return actor === null ? Infinity : nextTime(actor)
  }

  /** Why a command cannot act now, as a key of its texts or of the page's; null when it can. */
  refusal(kind: string, target: string | null, params: Params = {}): string | null {
    const definition = this.timeline.commands.tryGet(kind)
    if (definition === undefined) return 'unknown-command'
    const complete = completeParams(definition.parameters, params)
    if (!complete.ok) return complete.error.code
    const { target: wanted } = definition
    const actor = this.#scene.actors.find(other => other.name === target && other.kind === wanted)
    if (wanted === null && target !== null) return 'no-target-expected'
    if (wanted !== null && actor === undefined) return 'unknown-target'
    return definition.refusal(subjectOf(this, actor?.index ?? -1), complete.value)
  }

  /** Time ranges within [from, to] whose record rows are not loaded. */
  missingTimes(from: number, to: number): [number, number][] {
    const { log } = this.timeline
    return log.missing
      .map(([first, last]): [number, number] => [log.timeOf(first), log.timeOf(last)])
      .filter(([start, end]) => start <= to && end >= from)
  }

  /** Moves to a step; false when the run ends, or the budget of steps is used up, before it. */
  seek(step: number, budget = Infinity): boolean {
    if (step < this.step) this.#remember()
    const proofs = this.#proofs.filter(proof => proof.step > this.step && proof.step <= step)
    for (const proof of proofs) {
      if (!this.timeline.seek(proof.step, budget)) return false
      this.#compare(proof)
    }
    return this.timeline.seek(step, budget)
  }

  /** Before going back: what a replay must come out as. */
  #remember(): void {
    if (this.#proofs.some(proof => proof.step === this.step)) return
    this.#proofs.push({ step: this.step, hashes: this.hashActors() })
    this.#proofs.sort((a, b) => a.step - b.step)
    if (this.#proofs.length > PROOFS_MAX) this.#proofs.shift()
  }

  #compare(proof: ReplayProof): void {
    const hashes = this.hashActors()
    const task = this.plan.tasks.find(({ actor }) => hashes[actor] !== proof.hashes[actor])
    if (task !== undefined)
      this.#divergence ??= { step: proof.step, operators: task.vertex.nodes.map(node => node.name) }
  }

  /** A replay came out differently: an operator keeps data where it cannot travel in time. Null: none was seen. */
  get divergence(): Divergence | null {
    return this.#divergence
  }

  /** Event by event until nothing is left to happen. Returns false when `limit` came first. */
  advanceToEnd(limit = 10_000_000): boolean {
    this.timeline.seek(limit)
    return this.timeline.isOver
  }

  /** As `advanceToEnd`, window by window and without record rows. */
  runFast(limit = Infinity): boolean {
    this.timeline.runFast(limit)
    return this.timeline.isOver
  }

  /** Acts at the cursor; the action itself is the next step, and is done when this returns. */
  act(
    kind: string,
    target: string | null = null,
    params: Params = {},
  ): { readonly forked: boolean; readonly branch: number } {
    const step = this.step
    const done = act(this.#tree, this.#branch, step, this.timeline.head, this.#action(kind, target, params))
    this.#setTree(done.tree, done.branch, step)
    this.timeline.seek(step + 1)
    return { forked: done.forked, branch: done.branch }
  }

  /** All parameters are written down, so that a later default changes no run. */
  #action(kind: string, target: string | null, given: Params): Action {
    const params = completeParams(this.timeline.commands.get(kind).parameters, given)
    assert(params.ok, `the parameters of ${kind} are as they are declared`)
    return Object.keys(params.value).length === 0 ? { kind, target } : { kind, target, params: params.value }
  }

  undo(): Result<{ readonly step: number }> {
    const undone = undo(this.#tree, this.#branch)
    if (!undone.ok) return undone
    this.#setTree(undone.value.tree, undone.value.branch, undone.value.step)
    this.timeline.seek(undone.value.step)
    return ok({ step: undone.value.step })
  }

  #setTree(tree: CommandTree, branch: number, keepUntil: number): void {
    this.#tree = tree
    this.#branch = branch
    this.#proofs = []
    this.#spec = { ...this.#spec, commands: tree.commands }
    this.timeline.setCommands(this.#commands(), keepUntil)
  }

  /** Goes to another line of history at `step`, or at the step both lines share last. */
  switchBranch(branch: number, step: number | null = null): boolean {
    if (this.#tree.branches.every(other => other.id !== branch)) return false
    const before = this.#commands()
    this.#branch = branch
    this.#proofs = []
    const shared = commonUntil(before, this.#commands())
    const here = this.step
    this.timeline.setCommands(this.#commands(), Math.min(shared, this.timeline.head))
    this.timeline.seek(step ?? Math.min(here, shared))
    return true
  }

  renameBranch(branch: number, name: string): void {
    const branches = this.#tree.branches.map(other => (other.id === branch ? { ...other, name } : other))
    this.#tree = { ...this.#tree, branches }
  }

  hash(): string {
    return hashWorld(this.world)
  }

  hashInFull(): string {
    return hashWorldInFull(this.world)
  }

  hashActors(): string[] {
    return hashActors(this.world)
  }

  verdict(): Verdict {
    return judge(this.plan, this.world)
  }

  /** The verdict without a look at earlier attempts: nothing is rolled back in it, and no restore is summed up. */
  verdictNow(): Verdict {
    return judgeNow(this.plan, this.world)
  }

  invariants(): Frame['invariants'] {
    return checkInvariants(this.plan, this.world)
  }

  /** Those in the store, oldest first, and the savepoints that were to stop the job: it may go on from any of them. */
  completedCheckpoints(): CompletedCheckpoint[] {
    const { completed, savepoints } = this.#jobManager().coordinator
    const stops = savepoints.filter(({ snapshot }) => isSynchronous(snapshot))
    return stops.length === 0 ? completed : [...completed, ...stops].sort((a, b) => a.id - b.id)
  }

  brokerTransactions(): readonly Transaction[] {
    const broker = this.world.actors[this.plan.broker]!
    assert(broker.kind === 'broker', 'the last actor is the broker')
    return broker.transactions
  }

  /** Where a subtask cut its state for a checkpoint, as the trace has it. */
  cutOf(actor: number, checkpoint: number): { readonly step: number; readonly time: number } | undefined {
    return this.timeline.log.cutOf(actor, checkpoint, this.step)
  }

  frame(request: FrameRequest): Frame {
    return frameOf(this, request)
  }

  /** Rows of steps from … to, both in, as far as they are loaded. */
  rows(from: number, to: number, kinds: ReadonlySet<TraceKind> | null = null): TraceRow[] {
    return this.timeline.log.bySteps(from, to, kinds)
  }

  /** What sink `uid` wrote in subtask `subtask`: committed records of a transactional one, all writes of a plain one. */
  outputs(uid: string, subtask: number): SinkRecord[] {
    const node = ensure(
      this.plan.graph.vertices.flatMap(vertex => vertex.nodes).find(other => other.uid === uid),
      `sink ${uid}`,
    )
    const committed = this.brokerTransactions()
      .filter(
        transaction =>
          transaction.status === 'committed' &&
          transaction.content.sink === uid &&
          transaction.content.subtask === subtask,
      )
      .flatMap(transaction => transaction.content.records.map(record => ({ ...record, attempt: -1 })))
    const output = this.world.outputs.find(log => log.node === node.id && log.subtask === subtask)
    const plain = Array.from({ length: output?.length ?? 0 }, (_, i) => output!.log.at(i))
    return [...committed, ...plain]
  }

  /** What readers of sink `uid` see, each list cut to its last `limit` entries. */
  sinkView(uid: string, limit = Infinity): SinkView {
    return sinkViewOf(this.plan, this.world, uid, limit)
  }

  /** A completed checkpoint as it was cut, to be written out; it stays what it is while the run goes on. */
  partsOf(checkpoint: CompletedCheckpoint): SnapshotParts {
    return partsOf(this.plan, checkpoint)
  }

  /** The commands of this line that acted before `step`; what happened up to there follows from them and the spec. */
  commandsBefore(step: number): readonly Command[] {
    return this.#commands().filter(command => command.at < step)
  }

  /** A completed checkpoint that is still retained, or a savepoint; null: the newest one the job would go on from, here or elsewhere. */
  snapshot(checkpoint: number | null): Result<Snapshot> {
    const completed = this.completedCheckpoints()
    const { savepoints } = this.#jobManager().coordinator
    const found =
      checkpoint === null
        ? completed[completed.length - 1]
        : [...completed, ...savepoints].find(other => other.id === checkpoint)
    if (found === undefined) {
      return fail(
        'no-checkpoint',
        'checkpoint',
        checkpoint === null
          ? 'expected a completed checkpoint, got none yet'
          : `expected a retained checkpoint, got ${checkpoint}`,
      )
    }
    return ok(snapshotOf(this.plan, found))
  }
}
