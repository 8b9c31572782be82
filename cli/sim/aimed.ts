/**
 * Faults at the moment at which they matter. A fault at any step mostly meets nothing: no transaction is prepared, no
 * checkpoint about to be written. Some seeds wait for the moment, with settings under which it comes.
 */
import { createRng, type Rng } from '../../src/base/prng.ts'
import type { Params } from '../../src/base/parameters.ts'
import type { Config } from '../../src/engine/api/spec.ts'
import { jobManagerOf } from '../../src/engine/check/view.ts'
import type { Run } from '../../src/engine/index.ts'
import { actAtRandom } from './random-command.ts'
import { chance, pick, type Traits } from './random-time.ts'

type Moment = (run: Run) => boolean

interface Strike {
  readonly when: Moment
  readonly kind: string
  readonly params?: Params
}

export interface Aim {
  readonly config: Config
  readonly strikes: readonly Strike[]
}

const AIMED_PERCENT = 25
/** A moment that has not come by then is not waited for. */
const WAIT_MAX = 1200

const coordinatorOf = (run: Run) => jobManagerOf(run.world).coordinator

const soon: Moment = run => run.jobStatus() === 'RUNNING' && run.world.now > 0
const isPending: Moment = run => coordinatorOf(run).pending.length > 0
const isFinalizing: Moment = run => coordinatorOf(run).pending.some(({ finalizing }) => finalizing)
const isStored: Moment = run => run.completedCheckpoints().length > 0
const isPrepared: Moment = run => run.brokerTransactions().some(({ status }) => status === 'prepared')
const isPartlyDone: Moment = run =>
  run.completedCheckpoints().some(({ fullyFinished }) => fullyFinished.length > 0)

const KILL = { when: isStored, kind: 'kill-task' }

const SEVERAL: Config = {
  'execution.checkpointing.mode': 'EXACTLY_ONCE',
  'execution.checkpointing.unaligned.enabled': 'false',
  'execution.checkpointing.max-concurrent-checkpoints': '4',
  'execution.checkpointing.min-pause': '0 ms',
  'execution.checkpointing.interval': '10 ms',
  'execution.checkpointing.timeout': '1 s',
}

const OFTEN: Config = { 'execution.checkpointing.interval': '20 ms' }

/** Enough attempts for what follows, and a commit that is tried seldom. */
const STUBBORN: Config = { ...OFTEN, 'sink.committer.retries': '1' }

const after = (when: Moment, kind: string, params: Params = {}): Strike => ({ when, kind, params })

const AIMS: readonly Aim[] = [
  { config: OFTEN, strikes: [after(isFinalizing, 'fail-storage', { durationMs: 200 })] },
  {
    config: SEVERAL,
    strikes: [
      after(soon, 'drop-message', { message: 'trigger' }),
      after(isPending, 'drop-message', { message: 'trigger' }),
    ],
  },
  { config: SEVERAL, strikes: [after(isPending, 'drop-message', { message: 'ack' })] },
  { config: OFTEN, strikes: [after(isPending, 'duplicate-message', { message: 'ack' })] },
  { config: OFTEN, strikes: [after(isPending, 'trigger-savepoint')] },
  { config: OFTEN, strikes: [after(isStored, 'stop-with-savepoint'), KILL] },
  { config: OFTEN, strikes: [after(isPrepared, 'drop-message', { message: 'committed' })] },
  { config: OFTEN, strikes: [after(isPrepared, 'expire-transactions')] },
  ...['retry-later', 'unknown-reason', 'unknown-transaction'].map(answer => ({
    config: STUBBORN,
    strikes: [after(isPrepared, 'fail-commit', { answer, times: 5 })],
  })),
  { config: OFTEN, strikes: [after(isStored, 'corrupt-file'), KILL] },
  { config: OFTEN, strikes: [after(isStored, 'lose-storage'), KILL] },
  { config: OFTEN, strikes: [after(isStored, 'fail-storage', { durationMs: 100 }), KILL] },
  { config: OFTEN, strikes: [after(soon, 'drop-record')] },
  { config: OFTEN, strikes: [{ when: isPartlyDone, kind: 'kill-task' }] },
  { config: { ...OFTEN, 'weir.checkpointing.trigger.bytes': '60 b' }, strikes: [] },
]

/** Drawn apart from everything else; null: this seed has no aim. */
export function aimOf(seed: number): Aim | null {
  const rng = createRng(seed, 'aim')
  return chance(rng, AIMED_PERCENT) ? pick(rng, AIMS) : null
}

/** Waits for each moment in turn, and strikes. */
export function strike({ strikes }: Aim, run: Run, until: number, rng: Rng, traits: Traits): void {
  for (const { when, kind, params = {} } of strikes) {
    const latest = Math.min(until, run.step + WAIT_MAX)
    while (!when(run) && run.step < latest) if (!run.seek(run.step + 1)) return
    if (when(run)) actAtRandom(run, kind, params, rng, traits)
  }
}
