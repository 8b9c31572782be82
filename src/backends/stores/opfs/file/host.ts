/**
 * Files that are written from their begin to their end: by this thread, or by a worker of its own, so that a caller
 * makes the next blocks while the last ones go to the disk. Where such a worker cannot be had, it is this thread.
 */
import { openAt, writeWhole, type FilePlace } from './open/host.ts'
import type { Answered, Asked, FileCall } from './worker/host.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface Written {
  /** Bytes that were written; fewer than were given: there was no room. */
  readonly count: number
  readonly memory: ArrayBuffer
}

/** Calls are carried out in the order in which they were made. One that could not be opened says so in each of them. */
export interface WritableFile {
  /** `bytes` are the file's from now on; what comes back is theirs to be used again. */
  write(bytes: Bytes, at: number): Promise<Written>
  read(at: number, length: number): Promise<Uint8Array>
  /** What was written is on the disk. */
  flush(): Promise<void>
  close(): Promise<void>
}

export interface Files {
  open(place: FilePlace): WritableFile
  /** To the disk. What could not be written to its end is removed. `bytes` are the file's. */
  writeWhole(place: FilePlace, bytes: Bytes): Promise<void>
}

export const here: Files = { open: place => opened(openHere(place)), writeWhole }

async function openHere(place: FilePlace): Promise<WritableFile> {
  const access = await openAt(place)
  return {
    write: async (bytes, at) => ({ count: access.write(bytes, { at }), memory: bytes.buffer }),
    read: async (at, length) => {
      const bytes = new Uint8Array(length)
      access.read(bytes, { at })
      return bytes
    },
    flush: async () => access.flush(),
    close: async () => access.close(),
  }
}

/** A file that is being opened. */
function opened(opening: Promise<WritableFile>): WritableFile {
  // Whoever does something with it hears of a failure.
  opening.catch(() => {})
  return {
    write: async (bytes, at) => (await opening).write(bytes, at),
    read: async (at, length) => (await opening).read(at, length),
    flush: async () => (await opening).flush(),
    close: async () => (await opening).close(),
  }
}

/** One worker for all files; it begins with the first of them. */
export function inWorker(): Files {
  let starting: Promise<Files> | null = null
  const files = () => (starting ??= FileWorker.start().then(worker => worker ?? here))
  return {
    open: place => opened(files().then(all => all.open(place))),
    writeWhole: async (place, bytes) => (await files()).writeWhole(place, bytes),
  }
}

interface Waiting {
  readonly resolve: (answered: Answered) => void
}

class FileWorker implements Files {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #calls = 0
  #files = 0

  constructor(worker: Worker) {
    this.#worker = worker
    worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
      this.#waiting.get(data.call)?.resolve(data)
      this.#waiting.delete(data.call)
    })
  }

  /** Null: this browser starts no worker from a worker. */
  static start(): Promise<FileWorker | null> {
    if (typeof Worker === 'undefined') return Promise.resolve(null)
    return new Promise(resolve => {
      const worker = new Worker(new URL('./worker/host.ts', import.meta.url), { type: 'module' })
      worker.addEventListener('message', () => resolve(new FileWorker(worker)), { once: true })
      worker.addEventListener('error', () => resolve(null), { once: true })
    })
  }

  async #ask(file: number, what: FileCall, transfer: Transferable[] = []): Promise<Answered> {
    this.#calls += 1
    const asked: Asked = { call: this.#calls, file, what }
    const answered = await new Promise<Answered>(resolve => {
      this.#waiting.set(asked.call, { resolve })
      this.#worker.postMessage(asked, transfer)
    })
    if (answered.problem === null) return answered
    const { name, message } = answered.problem
    throw Object.assign(new Error(message), { name })
  }

  /** What is done with a file is asked at once; what went wrong in opening it is the answer. */
  open(place: FilePlace): WritableFile {
    const file = (this.#files += 1)
    // The first call that is waited for has the same problem.
    this.#ask(file, { type: 'open', place }).catch(() => {})
    return {
      write: async (bytes, at) => {
        const { count, memory } = await this.#ask(file, { type: 'write', bytes, at }, [bytes.buffer])
        return { count, memory }
      },
      read: async (at, length) =>
        new Uint8Array((await this.#ask(file, { type: 'read', at, length })).memory),
      flush: async () => void (await this.#ask(file, { type: 'flush' })),
      close: async () => void (await this.#ask(file, { type: 'close' })),
    }
  }

  async writeWhole(place: FilePlace, bytes: Bytes): Promise<void> {
    await this.#ask(0, { type: 'whole', place, bytes }, [bytes.buffer])
  }
}
