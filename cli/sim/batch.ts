/**
 * Many seeds on several cores: a line of progress now and then, what was reached, and an end at the first violation, at
 * the last seed, or when the time is over. Every count is of seeds, so that ranges can be added up.
 */
import type { Io } from '../command.ts'
import { inPool } from '../pool/pool.ts'
import { effortText } from './effort.ts'
import { SITUATION_NAMES } from './situations.ts'
import { simWork, type SeedResult, type SimPiece } from './sim-work.ts'

export interface BatchWish {
  readonly first: number
  readonly count: number
  readonly jobs: number
  /** Ends after this time; null: not before the last seed. */
  readonly minutes: number | null
  /** Goes on after a violation. */
  readonly all: boolean
}

const CHUNK = 10
const PROGRESS_MS = 10_000
const FAULTS_SHOWN_MAX = 20

class Progress {
  readonly reached = new Map<string, number>()
  seeds = 0
  steps = 0
  faults = 0
  /** All seeds before it are done. */
  next: number
  readonly #done = new Set<number>()
  readonly #startedAt = performance.now()
  #toldAt = performance.now()

  constructor(first: number) {
    this.next = first
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1000
  }

  add({ seed, steps, fault, traits }: SeedResult): void {
    this.seeds += 1
    this.steps += steps
    if (fault !== null) this.faults += 1
    for (const trait of traits) this.reached.set(trait, (this.reached.get(trait) ?? 0) + 1)
    this.#done.add(seed)
    while (this.#done.delete(this.next)) this.next += 1
  }

  line(): string {
    const perSeed = this.seeds === 0 ? 0 : (1000 * this.seconds) / this.seeds
    return `${this.seeds} seeds, ${this.steps} steps, ${this.reached.size} situations, ${this.seconds.toFixed(0)} s, ${perSeed.toFixed(1)} ms a seed`
  }

  isDue(): boolean {
    if (performance.now() - this.#toldAt < PROGRESS_MS) return false
    this.#toldAt = performance.now()
    return true
  }
}

function* pieces({ first, count }: BatchWish): Generator<SimPiece> {
  for (let at = first; at < first + count; at += CHUNK)
    yield { first: at, count: Math.min(CHUNK, first + count - at) }
}

/** What was reached in how many runs; what a simulation should reach and did not, last. */
export function reachedReport(reached: ReadonlyMap<string, number>, runs: number): string {
  const lines = [...reached]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name, count]) => `${String(count).padStart(7)}  ${name}`)
  const never = SITUATION_NAMES.filter(name => !reached.has(name)).map(name => `  never  ${name}`)
  return [`reached in ${runs} runs:`, ...lines, ...never, ''].join('\n')
}

function showFault({ seed, fault }: SeedResult, io: Io): void {
  io.out(`npm run sim -- --seed ${seed}\n  seed ${seed}, ${fault ?? ''}\n`)
}

export async function runBatch(wish: BatchWish, io: Io): Promise<number> {
  io.out(effortText())
  const progress = new Progress(wish.first)
  const take = (results: readonly SeedResult[]): boolean => {
    for (const result of results) {
      progress.add(result)
      if (result.fault === null) continue
      if (progress.faults <= FAULTS_SHOWN_MAX) showFault(result, io)
      if (!wish.all) return false
    }
    if (progress.isDue()) io.error(`${progress.line()}\n`)
    return wish.minutes === null || progress.seconds < wish.minutes * 60
  }
  await inPool(simWork, pieces(wish), wish.jobs, take)
  io.out(reachedReport(progress.reached, progress.seeds))
  io.out(`${progress.line()}\n`)
  if (progress.next < wish.first + wish.count) io.out(`go on with --from ${progress.next}\n`)
  io.out(`${progress.seeds - progress.faults} passed, ${progress.faults} failed\n`)
  return progress.faults === 0 ? 0 : 1
}
