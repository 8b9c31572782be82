/**
 * Workers that answer questions of the sweep beside the one that holds the run. They are started when there is
 * something to do and let go when nothing is; to give up is to end them in the middle of their work.
 */
import { fail, type Result } from '../../base/result.ts'
import type { AnswerTo, SweepJob } from './jobs.ts'

const WORKERS_MAX = 4

export interface SweepPool {
  /** How many questions are worked on at the same time. */
  readonly size: number
  ask<J extends SweepJob>(job: J): Promise<Result<AnswerTo<J>>>
  close(): void
}

interface Waiting {
  readonly job: SweepJob
  readonly answer: (result: Result<never>) => void
}

class Pool implements SweepPool {
  readonly size: number
  readonly #idle: Worker[] = []
  readonly #all: Worker[] = []
  readonly #queue: Waiting[] = []
  readonly #open = new Set<Waiting>()
  #closed = false

  constructor(size: number) {
    this.size = size
  }

  ask<J extends SweepJob>(job: J): Promise<Result<AnswerTo<J>>> {
    return new Promise(resolve => {
      this.#queue.push({ job, answer: resolve })
      this.#next()
    })
  }

  #next(): void {
    if (this.#closed) return
    const worker = this.#idle.pop() ?? (this.#all.length < this.size ? this.#start() : undefined)
    const waiting = worker === undefined ? undefined : this.#queue.shift()
    if (worker === undefined) return
    if (waiting === undefined) {
      this.#idle.push(worker)
      return
    }
    this.#open.add(waiting)
    const done = (result: Result<never>) => {
      worker.removeEventListener('message', heard)
      worker.removeEventListener('error', failed)
      this.#open.delete(waiting)
      this.#idle.push(worker)
      waiting.answer(result)
      this.#next()
    }
    const heard = (event: MessageEvent<Result<never>>) => done(event.data)
    const failed = (event: ErrorEvent) => done(fail('engine', '', event.message))
    worker.addEventListener('message', heard)
    worker.addEventListener('error', failed)
    worker.postMessage(waiting.job)
  }

  #start(): Worker {
    const worker = new Worker(new URL('./sweep-worker.ts', import.meta.url), { type: 'module' })
    this.#all.push(worker)
    return worker
  }

  close(): void {
    this.#closed = true
    for (const worker of this.#all) worker.terminate()
    for (const { answer } of [...this.#open, ...this.#queue]) answer(fail('cancelled', '', 'given up'))
  }
}

/** One core stays with the page. */
export function openPool(cores = navigator.hardwareConcurrency): SweepPool {
  return new Pool(Math.max(1, Math.min(WORKERS_MAX, cores - 1)))
}
