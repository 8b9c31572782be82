/**
 * A file that is written from its begin to its end: by this thread, or by a worker of its own, so that a caller makes
 * the next blocks while the last ones go to the disk. Where such a worker cannot be had, it is this thread.
 */
import { openEmpty } from './empty/host.ts'
import type { Answered, Asked, FileCall } from './worker/host.ts'

export interface Written {
  /** Bytes that were written; fewer than were given: there was no room. */
  readonly count: number
  readonly memory: ArrayBuffer
}

/** Calls are carried out in the order in which they were made. */
export interface WritableFile {
  /** `bytes` are the file's from now on; what comes back is theirs to be used again. */
  write(bytes: Uint8Array<ArrayBuffer>, at: number): Promise<Written>
  read(at: number, length: number): Promise<Uint8Array>
  /** What was written is on the disk. */
  flush(): Promise<void>
  close(): Promise<void>
}

export type OpenFile = (handle: FileSystemFileHandle) => Promise<WritableFile>

export async function openHere(handle: FileSystemFileHandle): Promise<WritableFile> {
  const access = await openEmpty(handle)
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

/** Opens files in one worker, which begins with the first of them. */
export function inWorker(): OpenFile {
  let starting: Promise<FileWorker | null> | null = null
  return async handle => {
    const worker = await (starting ??= FileWorker.start())
    return worker === null ? openHere(handle) : worker.open(handle)
  }
}

interface Waiting {
  readonly resolve: (answered: Answered) => void
}

class FileWorker {
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

  async open(handle: FileSystemFileHandle): Promise<WritableFile> {
    const file = (this.#files += 1)
    await this.#ask(file, { type: 'open', handle })
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
}
