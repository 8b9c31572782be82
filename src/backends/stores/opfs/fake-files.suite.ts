/**
 * Files of the origin private file system in memory, as far as the store uses them, with a crash at any input or
 * output: a write is done by half, the removal of a folder takes some of its entries.
 */
import { Crash, type Io } from '../io.suite.ts'

const error = (name: string): Error => Object.assign(new Error(name), { name })

interface Limits {
  /** Bytes that all files may have together. */
  quota: number
}

class FakeAccess {
  readonly #file: FakeFile
  readonly #io: Io

  constructor(file: FakeFile, io: Io) {
    this.#file = file
    this.#io = io
  }

  truncate(size: number): void {
    if (this.#io.begin()) throw new Crash('truncate')
    this.#file.bytes = this.#file.bytes.slice(0, size)
  }

  write(bytes: Uint8Array, { at }: { readonly at: number }): number {
    const half = this.#io.begin()
    const wanted = half ? bytes.subarray(0, bytes.length >>> 1) : bytes
    const room = this.#file.limits.quota - at
    const part = wanted.subarray(0, Math.max(0, room))
    const grown = new Uint8Array(Math.max(this.#file.bytes.length, at + part.length))
    grown.set(this.#file.bytes)
    grown.set(part, at)
    this.#file.bytes = grown
    if (half) throw new Crash('write')
    return part.length
  }

  read(bytes: Uint8Array, { at }: { readonly at: number }): number {
    bytes.set(this.#file.bytes.subarray(at, at + bytes.length))
    return bytes.length
  }

  flush(): void {
    if (this.#io.begin()) throw new Crash('flush')
  }

  close(): void {
    this.#file.isOpen = false
  }
}

class FakeFile {
  readonly kind = 'file'
  readonly name: string
  readonly limits: Limits
  bytes = new Uint8Array(0)
  isOpen = false
  readonly #io: Io

  constructor(name: string, io: Io, limits: Limits) {
    this.name = name
    this.#io = io
    this.limits = limits
  }

  async getFile(): Promise<File> {
    return new File([this.bytes], this.name)
  }

  async createSyncAccessHandle(): Promise<FakeAccess> {
    if (this.#io.begin()) throw new Crash('createSyncAccessHandle')
    if (this.isOpen) throw error('NoModificationAllowedError')
    this.isOpen = true
    return new FakeAccess(this, this.#io)
  }
}

export class FakeFolder {
  readonly kind = 'directory'
  readonly name: string
  readonly entries = new Map<string, FakeFile | FakeFolder>()
  readonly #io: Io
  readonly #limits: Limits

  constructor(name: string, io: Io, limits: Limits = { quota: Infinity }) {
    this.name = name
    this.#io = io
    this.#limits = limits
  }

  async *keys(): AsyncGenerator<string> {
    yield* this.entries.keys()
  }

  async getFileHandle(name: string, options: { readonly create?: boolean } = {}): Promise<FakeFile> {
    const found = this.entries.get(name)
    if (found instanceof FakeFolder) throw error('TypeMismatchError')
    if (found !== undefined) return found
    if (options.create !== true) throw error('NotFoundError')
    if (this.#io.begin()) throw new Crash('getFileHandle')
    const file = new FakeFile(name, this.#io, this.#limits)
    this.entries.set(name, file)
    return file
  }

  async getDirectoryHandle(name: string, options: { readonly create?: boolean } = {}): Promise<FakeFolder> {
    const found = this.entries.get(name)
    if (found instanceof FakeFile) throw error('TypeMismatchError')
    if (found !== undefined) return found
    if (options.create !== true) throw error('NotFoundError')
    if (this.#io.begin()) throw new Crash('getDirectoryHandle')
    const folder = new FakeFolder(name, this.#io, this.#limits)
    this.entries.set(name, folder)
    return folder
  }

  async removeEntry(name: string, options: { readonly recursive?: boolean } = {}): Promise<void> {
    const found = this.entries.get(name)
    if (found === undefined) throw error('NotFoundError')
    const half = this.#io.begin()
    if (found instanceof FakeFolder && options.recursive === true) {
      const names = [...found.entries.keys()]
      for (const inner of half ? names.slice(0, names.length >>> 1) : names) found.entries.delete(inner)
    }
    if (half) throw new Crash('removeEntry')
    this.entries.delete(name)
  }

  /** After a crash the next process finds no file open. */
  release(): void {
    for (const entry of this.entries.values()) {
      if (entry instanceof FakeFolder) entry.release()
      else entry.isOpen = false
    }
  }

  /** All files below, by path. */
  files(path = ''): Map<string, FakeFile> {
    const found = new Map<string, FakeFile>()
    for (const [name, entry] of this.entries) {
      if (entry instanceof FakeFile) found.set(`${path}${name}`, entry)
      else for (const [inner, file] of entry.files(`${path}${name}/`)) found.set(inner, file)
    }
    return found
  }
}
