/**
 * One run at random, from a seed: a pipeline, settings, failures; looked at again and again by the oracle, the
 * invariants and the checks of the trace, and once more after going back in time. Says what is wrong, if anything.
 */
import { createRng, nextInt, type Rng } from '../../src/base/prng.ts'
import { StreamExecutionEnvironment } from '../../src/datastream/environment.ts'
import type { Snapshot } from '../../src/engine/api/snapshot.ts'
import type { Config, RunSpec } from '../../src/engine/api/spec.ts'
import type { LegVerdict } from '../../src/engine/api/verdict.ts'
import { isIsolated } from '../../src/engine/cluster/isolation.ts'
import { brokenInvariants, HASH_INVARIANT } from '../../src/engine/check/invariants.ts'
import { judgeAfresh } from '../../src/engine/check/oracle.ts'
import { jobManagerOf } from '../../src/engine/check/view.ts'
import { TRACE_CHECKS } from '../../src/engine/check/trace-checks.ts'
import { createRun, type PlantedBug, type Run } from '../../src/engine/index.ts'
import { registry } from '../../src/worker/registry.ts'
import { aimOf, strike } from './aimed.ts'
import { effortOf, type Effort } from './effort.ts'
import { hasLostStop, STEPS_HUNG_MAX, stepsMaxOf, whyCheckpointsNeverEnd } from './endless-checkpoints.ts'
import { hasLostCommit, hasLostRecord, isBroughtAbout, isPassing, LASTING_FAILURES } from './consequences.ts'
import { randomCommand } from './random-command.ts'
import { randomBackend } from './random-backend.ts'
import { randomConfig } from './random-config.ts'
import { newestSavepoint, wasStopped } from './savepoints.ts'
import { randomTimeouts } from './random-timeouts.ts'
import { randomPipeline } from './random-pipeline.ts'
import { randomDebloating, randomUnaligned } from './random-unaligned.ts'
import { chance, pick, type Traits } from './random-time.ts'
import { dealtFault } from './rescale.ts'
import { noteSituations } from './situations.ts'
import { noteMoments } from './time-situations.ts'

/** A run that nothing disturbs is measured up to here. */
const LENGTH_MAX = 5000

export interface Simulated {
  readonly seed: number
  readonly run: Run
  /** What went wrong first; null: nothing. */
  readonly fault: string | null
  readonly traits: Traits
}

export interface SimulateOptions {
  readonly planted?: PlantedBug
  /** Stops here, for a closer look. */
  readonly until?: number
}

interface Observer {
  readonly traits: Traits
  readonly effort: Effort
  /** The first checkpoint that was there before a command. */
  snapshot: Snapshot | null
}

class Fault extends Error {}

/** The job cannot be opened like this. */
class Refused extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const fault = (text: string): never => {
  throw new Fault(text)
}

export function simulate(seed: number, options: SimulateOptions = {}): Simulated {
  const { run, traits } = randomRun(seed, options.planted === undefined ? {} : { planted: options.planted })
  const effort = effortOf(seed)
  const observer: Observer = { traits, effort, snapshot: null }
  run.timeline.keyframeSpacing = pick(createRng(seed, 'keyframes'), effort.keyframeSpacings)
  let found: string | null = null
  try {
    live(run, createRng(seed, 'events'), options.until ?? STEPS_HUNG_MAX, observer)
    if (options.until === undefined) {
      judgeEnd(run, traits, effort)
      const rng = createRng(seed, 'travel')
      if (nextInt(rng, effort.travelOneIn) === 0) travel(run, rng, effort.travels)
      if (nextInt(rng, effort.fastOneIn) === 0 && options.planted === undefined) compareFast(run, seed)
      const begun = newestSavepoint(run) ?? observer.snapshot ?? latestSnapshot(run)
      if (nextInt(rng, effort.rescaleOneIn) === 0 && begun !== null) rescale(seed, begun, observer)
    }
  } catch (error) {
    found = `step ${run.step}: ${error instanceof Error ? error.message : String(error)}`
    if (!(error instanceof Fault) && error instanceof Error) found += `\n${error.stack ?? ''}`
  }
  noteSituations(run, traits)
  return { seed, run, fault: found, traits }
}

interface Opening {
  readonly planted?: PlantedBug
  readonly commands?: RunSpec['commands']
  readonly config?: Config
  readonly restoreFrom?: Snapshot
}

export function randomRun(
  seed: number,
  { planted, commands = [], config: other = {}, restoreFrom }: Opening = {},
): { run: Run; traits: Traits } {
  const rng = createRng(seed, 'simulation')
  const traits: Traits = new Set()
  const effort = effortOf(seed)
  const drawn = randomConfig(rng, traits, effort)
  const config = {
    ...drawn,
    ...randomUnaligned(seed, drawn, traits),
    ...randomDebloating(seed, traits),
    ...randomBackend(seed),
    ...randomTimeouts(seed),
    ...aimOf(seed)?.config,
    ...other,
  }
  const env = new StreamExecutionEnvironment(config)
  for (const trait of randomPipeline(env, rng, effort)) traits.add(trait)
  const begun = restoreFrom === undefined ? {} : { restoreFrom }
  const spec: RunSpec = { pipeline: 'random', config, workload: {}, seed, epochMs: 0, commands, ...begun }
  const branches =
    commands.length === 0
      ? {}
      : {
          branches: [
            { id: 0, name: 'main', tip: commands[commands.length - 1]!.id, forkedAt: 0, parent: null },
          ],
        }
  const run = createRun(spec, { graph: env.getStreamGraph('random') }, registry, {
    ...branches,
    ...(planted === undefined ? {} : { planted }),
  })
  if (!run.ok) throw new Refused(run.error.code, `${run.error.path}: ${run.error.message}`)
  return { run: run.value, traits }
}

/** Failures at random moments and looks all along, until nothing is left to happen. */
function live(run: Run, rng: Rng, until: number, observer: Observer): void {
  const { traits, effort } = observer
  const length = lengthOf(run)
  const moments = Array.from({ length: nextInt(rng, 6) }, () => nextInt(rng, Math.ceil(length * 1.1)))
  const aim = aimOf(run.state.spec.seed)
  if (aim !== null) strike(aim, run, until, rng, traits)
  for (const moment of moments.sort((a, b) => a - b)) {
    if (run.timeline.isOver) break
    walk(run, rng, Math.min(until, Math.max(run.step, moment)), observer)
    observer.snapshot ??= latestSnapshot(run)
    randomCommand(run, rng, traits)
  }
  while (run.step < Math.min(until, stepsMaxOf(run)) && !run.timeline.isOver) {
    if (run.step > effort.closeSteps && whyEndless(run, traits, effort) !== null) return
    if (run.step < effort.closeSteps)
      walk(run, rng, Math.min(until, run.step + 100 + nextInt(rng, 400)), observer)
    else {
      run.seek(Math.min(until, run.step + 500))
      look(run, rng, observer)
    }
  }
}

function latestSnapshot(run: Run): Snapshot | null {
  const latest = run.snapshot(null)
  return latest.ok ? latest.value : null
}

/** What functions of random pipelines throw. */
const EXPECTED_ERRORS = [/MIN_VALUE timestamp/, /by merging\. Current/, /no \d+, please/, ...LASTING_FAILURES]

/** A failure that is neither a command nor expected is an error of the engine's. */
function hasThrown(run: Run): boolean {
  const failed = run.rows(1, run.step, new Set(['TaskFailed'])).map(row => row.reason ?? '')
  const thrown = failed.filter(reason => !isPassing(reason))
  const strange = thrown.find(reason => !EXPECTED_ERRORS.some(text => text.test(reason)))
  if (strange !== undefined) fault(`a task failed: ${strange}`)
  return thrown.length > 0
}

/** What keeps a job from ever ending: the same failure after every restart. */
function whyEndless(run: Run, traits: Traits, { expiredMin }: Effort): string | null {
  if (traits.has('a function that throws') || hasThrown(run)) return 'a function throws after every restart'
  if (run.world.actors.some(actor => actor.kind === 'taskmanager' && isIsolated(run.timeline.sim, actor)))
    return 'tasks cannot reach each other after any restart'
  if (hasLostStop(run)) return 'a task has not heard that the savepoint it stops with is complete'
  return whyCheckpointsNeverEnd(run, expiredMin)
}

/** Steps of the same run when nothing fails, measured or guessed. */
function lengthOf(run: Run): number {
  const { seed } = run.state.spec
  const rng = createRng(seed, 'length')
  if (!chance(rng, effortOf(seed).measuredPercent)) return 60 + nextInt(rng, 2 ** (6 + nextInt(rng, 6)))
  const { run: undisturbed } = randomRun(seed)
  undisturbed.runFast(LENGTH_MAX)
  return undisturbed.step
}

/** Goes to a step and looks there and on the way. */
function walk(run: Run, rng: Rng, to: number, observer: Observer): void {
  const every = pick(rng, observer.effort.lookEvery)
  while (run.step < to && run.seek(Math.min(to, run.step + 1 + nextInt(rng, every)))) look(run, rng, observer)
}

const isRed = (leg: LegVerdict): boolean => leg.verdict !== 'exact' && leg.verdict !== 'off'

const describe = (leg: LegVerdict): string =>
  `${leg.verdict} (lost ${leg.lost}, duplicated ${leg.duplicated}): ${JSON.stringify(leg.examples)}`

function look(run: Run, rng: Rng, { traits, effort }: Observer): void {
  noteMoments(run, traits)
  const verdict = run.verdictNow()
  // Behind a record that the network has lost nothing is as it should be, and the verdict says so.
  if (hasLostRecord(run)) {
    if (verdict.state.duplicated > 0 && run.plan.settings.exactlyOnce)
      fault(`state ${describe(verdict.state)}`)
    return
  }
  const { exactlyOnce } = run.plan.settings
  if (!exactlyOnce) {
    if (verdict.state.lost > 0 || (verdict.committed.lost > 0 && !hasLostCommit(run)))
      fault(`lost: ${JSON.stringify(verdict)}`)
    if (verdict.state.duplicated > 0) traits.add('at-least-once state that counts a record twice')
    return
  }
  if (isRed(verdict.state)) fault(`state ${describe(verdict.state)}`)
  if (isRed(verdict.committed) && !isBroughtAbout(run, verdict.committed))
    fault(`committed ${describe(verdict.committed)}`)
  if (verdict.plain.lost > 0 || verdict.plain.verdict === 'wrong') fault(`plain ${describe(verdict.plain)}`)
  if (verdict.plain.duplicated > 0) {
    traits.add('a plain sink that repeats itself')
    if (jobManagerOf(run.world).attempt === 0) fault(`plain ${describe(verdict.plain)} without a restart`)
  }
  const { counted, inFlight, toReplay, distinctRead } = verdict.sums
  const isOffForReason = [verdict.state, verdict.committed, verdict.plain].some(
    leg => leg.verdict === 'off' && leg.examples.length > 0,
  )
  if (!isOffForReason && counted + inFlight + toReplay !== distinctRead)
    fault(`${counted} + ${inFlight} + ${toReplay} is not ${distinctRead}`)
  if (isOffForReason) traits.add('a verdict that is off for a reason')
  if (chance(rng, effort.invariantsPercent)) {
    const leaveOut = chance(rng, effort.hashPercent) ? null : HASH_INVARIANT
    const broken = brokenInvariants(run.plan, run.world, leaveOut)
    if (broken.length > 0) fault(`invariant ${broken.join('; ')}`)
  }
  if (chance(rng, effort.afreshPercent)) {
    const fresh = JSON.stringify(judgeAfresh(run.plan, run.world))
    const kept = JSON.stringify(run.verdict())
    if (fresh !== kept) fault(`judged afresh: ${fresh}, kept: ${kept}`)
  }
}

function judgeEnd(run: Run, traits: Traits, effort: Effort): void {
  const status = run.jobStatus()
  if (hasThrown(run)) traits.add('a failure that comes again')
  if (!run.timeline.isOver || hasLostStop(run)) {
    const reason = whyEndless(run, traits, effort)
    traits.add(`no end, since ${reason ?? fault(`no end within ${run.step} steps`)}`)
    return
  }
  traits.add(`ends ${status}`)
  const rows = run.rows(1, run.step)
  for (const [name, check] of TRACE_CHECKS) {
    const found = check(run.plan, rows)
    if (found !== null) fault(`${name}: ${found}`)
  }
  const { state, committed, plain } = run.verdictNow()
  if (status === 'FINISHED' && hasLostRecord(run)) return
  if (status === 'FINISHED') {
    for (const leg of [state, committed, plain]) {
      if (leg.verdict !== 'off' && leg.pending > 0 && !wasStopped(run))
        fault(`finished with ${leg.pending} pending`)
    }
    return
  }
  const mayFail =
    hasThrown(run) ||
    ['a function that throws', 'no restart strategy', 'command cancel-job'].some(trait => traits.has(trait))
  const { restart, tolerableFailures } = run.plan.settings
  const runsOut = restart.type === 'fixed-delay' && (restart.attempts < 1000 || tolerableFailures < 1000)
  if (status === 'SUSPENDED' && run.plan.settings.highAvailability === 'none') return
  if (status !== 'FAILED' && status !== 'CANCELED')
    fault(`nothing is left to happen and the job is ${status}`)
  if (!mayFail && !runsOut) fault(`the job is ${status}: ${jobManagerOf(run.world).errorText}`)
}

/** Back and forth to random steps: a step is one world, however it is reached. */
function travel(run: Run, rng: Rng, times: number): void {
  const end = run.step
  const hash = run.hash()
  const seen = new Map<number, string>()
  for (let i = 0; i < times; i++) {
    const step = nextInt(rng, end + 1)
    run.seek(step)
    const found = run.hash() + JSON.stringify(run.verdict())
    if (run.hashInFull() !== found.slice(0, 16)) fault('the full hash is another one')
    if ((seen.get(step) ?? found) !== found) fault('the same step, another world')
    seen.set(step, found)
    run.seek(Math.max(0, step - nextInt(rng, 30)))
    run.seek(step)
    if (run.hash() + JSON.stringify(run.verdict()) !== found) fault('back and forward, another world')
  }
  run.seek(end)
  if (run.hash() !== hash) fault('the end has another hash')
}

/**
 * Codes of what Flink refuses, too, when a snapshot is opened with another parallelism. With it the chains are others:
 * an operator that had finished may be in one with those that had not, which VertexFinishedStateChecker refuses.
 */
const REFUSALS = [
  'max-parallelism',
  'mixed-finished',
  'in-flight-rescale',
  'in-flight-chained',
  'in-flight-edge',
]

/** Null: an operator is now in a chain where its state may not go, as in Flink. */
function reopened(seed: number, opening: Opening): Run | null {
  try {
    return randomRun(seed, opening).run
  } catch (error) {
    if (error instanceof Refused && REFUSALS.includes(error.code)) return null
    throw error
  }
}

/** Goes on from a snapshot with another parallelism, and once more fails. */
function rescale(seed: number, snapshot: Snapshot, { traits, effort }: Observer): void {
  const rng = createRng(seed, 'rescale')
  const config = { 'parallelism.default': String(1 + nextInt(rng, 4)) }
  const run = reopened(seed, { config, restoreFrom: snapshot })
  if (run === null) {
    traits.add('a rescale that is refused')
    return
  }
  try {
    const wrong = dealtFault(run, snapshot, traits)
    if (wrong !== null) fault(wrong)
    const own: Traits = new Set(traits)
    const observer: Observer = { traits: own, effort, snapshot }
    walk(run, rng, 1 + nextInt(rng, 1000), observer)
    if (!run.timeline.isOver) randomCommand(run, rng, own)
    while (run.step < stepsMaxOf(run) && !run.timeline.isOver) {
      if (run.step > effort.closeSteps && whyEndless(run, own, effort) !== null) break
      walk(run, rng, run.step + 500, observer)
    }
    judgeEnd(run, own, effort)
    noteSituations(run, traits)
  } catch (error) {
    if (error instanceof Fault) fault(`after a rescale, step ${run.step}: ${error.message}`)
    throw error
  }
}

/** The same commands in a run that goes window by window. */
function compareFast(run: Run, seed: number): void {
  if (!run.timeline.isOver) return
  const { run: fast } = randomRun(seed, { commands: run.state.spec.commands })
  fast.timeline.reverseWindows = seed % 8 === 0
  fast.runFast(STEPS_HUNG_MAX)
  if (fast.step !== run.step || fast.hash() !== run.hash())
    fault(`run fast it ends at step ${fast.step} with another world`)
  if (JSON.stringify(fast.verdict()) !== JSON.stringify(run.verdict()))
    fault('run fast it has another verdict')
}
