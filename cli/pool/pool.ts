/**
 * Work on several cores: the same bundle runs in worker threads and is told by name what to do with plain data. With
 * one job everything runs here, one piece after another, so that a test needs no thread. Answers come in any order.
 */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parentPort, Worker } from 'node:worker_threads'

/** A kind of work: data in, data out. What it keeps between two calls must not change its answers. */
export interface Work<Input, Output> {
  readonly name: string
  readonly run: (input: Input) => Output
}

export const CORES = availableParallelism()

type Answer<Output> =
  { readonly ok: true; readonly output: Output } | { readonly ok: false; readonly error: string }

/** `onDone` returns false to stop: what is under way is let go. */
export async function inPool<Input, Output>(
  work: Work<Input, Output>,
  inputs: Iterable<Input>,
  jobs: number,
  onDone: (output: Output, input: Input) => boolean,
): Promise<void> {
  const queue = inputs[Symbol.iterator]()
  if (jobs <= 1) {
    for (let next = queue.next(); next.done !== true; next = queue.next())
      if (!onDone(work.run(next.value), next.value)) return
    return
  }
  const workers = Array.from({ length: jobs }, () => startWorker())
  let open = true
  const feed = async (worker: Worker): Promise<void> => {
    while (open) {
      const next = queue.next()
      if (next.done === true) return
      const output = await ask<Input, Output>(worker, work.name, next.value)
      if (open && !onDone(output, next.value)) open = false
    }
  }
  try {
    await Promise.race([Promise.all(workers.map(feed)), stopped(() => !open)])
  } finally {
    open = false
    await Promise.all(workers.map(worker => worker.terminate()))
  }
}

/** Resolves soon after `isStopped` says so; a piece of work that is under way need not end first. */
function stopped(isStopped: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const timer = setInterval(() => {
      if (!isStopped()) return
      clearInterval(timer)
      resolve()
    }, 50)
    timer.unref()
  })
}

function startWorker(): Worker {
  return new Worker(fileURLToPath(import.meta.url), { argv: [], workerData: 'weir-pool' })
}

function ask<Input, Output>(worker: Worker, name: string, input: Input): Promise<Output> {
  return new Promise((resolve, reject) => {
    const done = () => {
      worker.off('message', heard)
      worker.off('error', failed)
    }
    const heard = (answer: Answer<Output>) => {
      done()
      if (answer.ok) resolve(answer.output)
      else reject(new Error(answer.error))
    }
    const failed = (error: Error) => {
      done()
      reject(error)
    }
    worker.on('message', heard)
    worker.on('error', failed)
    worker.postMessage({ name, input })
  })
}

/** The worker's end: answers until it is ended. */
export function servePool(kinds: readonly Work<never, unknown>[]): void {
  const port = parentPort
  if (port === null) throw new Error('expected to run in a worker thread')
  port.on('message', ({ name, input }: { readonly name: string; readonly input: never }) => {
    const work = kinds.find(kind => kind.name === name)
    try {
      if (work === undefined) throw new Error(`unknown work: ${name}`)
      port.postMessage({ ok: true, output: work.run(input) })
    } catch (error) {
      port.postMessage({
        ok: false,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    }
  })
}
