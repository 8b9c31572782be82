/**
 * A store that lives as long as its worker: what a run falls back to where the browser keeps nothing, and what the
 * others are compared with. It keeps copies, as a medium would.
 */
import {
  checkJob,
  type Block,
  type BlockStore,
  type DamagedManifest,
  type Manifests,
  type StoredManifest,
} from '../host.ts'
import { seal, unseal } from '../sealed.ts'

interface Folder {
  readonly blocks: Map<string, Uint8Array>
  readonly manifests: Map<number, Uint8Array>
}

export class MemoryStore implements BlockStore {
  readonly kind = 'memory'
  readonly #folders = new Map<string, Folder>()

  #folder(job: string): Folder {
    checkJob(job)
    return this.#folders.get(job) ?? { blocks: new Map(), manifests: new Map() }
  }

  #newFolder(job: string): Folder {
    const folder = this.#folder(job)
    this.#folders.set(job, folder)
    return folder
  }

  async jobs(): Promise<readonly string[]> {
    return [...this.#folders.keys()].sort()
  }

  async put(job: string, blocks: readonly Block[]): Promise<void> {
    const folder = this.#newFolder(job)
    for (const { name, bytes } of blocks) folder.blocks.set(name, bytes.slice())
  }

  async putFrom(job: string, blocks: readonly Block[], memory: ArrayBuffer): Promise<ArrayBuffer> {
    await this.put(job, blocks)
    return memory
  }

  async get(job: string, names: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    const { blocks } = this.#folder(job)
    return names.map(name => blocks.get(name)?.slice() ?? null)
  }

  async list(job: string): Promise<readonly string[]> {
    return [...this.#folder(job).blocks.keys()]
  }

  async delete(job: string, names: readonly string[]): Promise<void> {
    const { blocks } = this.#folder(job)
    for (const name of names) blocks.delete(name)
  }

  async commit(job: string, checkpoint: number, manifest: Uint8Array): Promise<void> {
    this.#newFolder(job).manifests.set(checkpoint, seal(manifest))
  }

  async manifests(job: string): Promise<Manifests> {
    const whole: StoredManifest[] = []
    const damaged: DamagedManifest[] = []
    for (const [checkpoint, sealed] of this.#folder(job).manifests) {
      const content = unseal(sealed)
      if (content === null) damaged.push({ checkpoint, place: `memory ${job} ${checkpoint}` })
      else whole.push({ checkpoint, content })
    }
    return { whole: whole.sort((a, b) => a.checkpoint - b.checkpoint), damaged }
  }

  async drop(job: string, checkpoint: number): Promise<void> {
    this.#folder(job).manifests.delete(checkpoint)
  }

  async remove(job: string): Promise<void> {
    this.#folders.delete(job)
  }

  placeOf(job: string, block: string): string {
    return `memory ${job}/${block}`
  }

  async dispose(): Promise<void> {
    this.#folders.clear()
  }
}
