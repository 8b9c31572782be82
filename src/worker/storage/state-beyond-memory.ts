/**
 * The host of a run whose state is larger than the memory it may take: blocks of state lie as bytes in a store, and
 * only what is needed next is brought. Between two calls of the engine it looks after the run: what was made anew is
 * encoded and written in large transactions, and what has been used is let go of. Nothing of it changes the run.
 *
 * In the store blocks that were made together share a page: a browser reads one large value in a fraction of the time
 * that as many bytes take in small ones.
 */
import type { BlockStore } from '../../backends/stores/host.ts'
import { byBlock, type BlockSource, type KeyPlace, type StateBlock } from '../../engine/api/block-source.ts'
import type { Run } from '../../engine/index.ts'

/** About what the rows of one key take. */
const KEY_BYTES = 128
const PAGE_BYTES = 96 * 1024
/** Pages that are read at once. */
const PAGES_AT_ONCE = 16

/** Where a block lies. */
interface Place {
  readonly page: string
  readonly from: number
  readonly to: number
}

type Wanted = ReadonlyMap<StateBlock, readonly KeyPlace[] | null>

export class StateBeyondMemory implements BlockSource {
  readonly #store: BlockStore
  readonly #job: string
  readonly #budget: number
  readonly #places = new WeakMap<StateBlock, Place>()
  /** Blocks of a page that somebody may still ask for; a page without any goes. */
  readonly #alive = new Map<string, number>()
  readonly #gone = new FinalizationRegistry<string>(page => this.#forget(page))
  #pages = 0
  #dead: string[] = []
  /** Pages that are to be written, and those under way. */
  #fresh = new Map<string, Uint8Array<ArrayBuffer>>()
  #freshBytes = 0
  #underWay: ReadonlyMap<string, Uint8Array> = new Map()
  #writing: Promise<void> = Promise.resolve()
  /** Pages, the one that was used last at the end. */
  readonly #cache = new Map<string, Uint8Array>()
  #cachedBytes = 0
  /** Blocks whose rows are all here, the oldest first, and those of which some are. */
  readonly #whole = new Set<StateBlock>()
  #wholeBytes = 0
  readonly #partly = new Set<StateBlock>()
  #keys = 0
  /** Step of the run at the last look that brought something. */
  #step = -1

  /** `budget`: bytes for everything that is kept here. The memtables of the run come on top. */
  constructor(store: BlockStore, job: string, budget: number) {
    this.#store = store
    this.#job = job
    this.#budget = budget
  }

  /** It answers between two calls only, so that it may let go of something first. */
  bring(): boolean {
    return false
  }

  /** To be called when `run` stands still: before it goes on what it needs is there. */
  async look(run: Run): Promise<void> {
    this.#takeFresh(run.stateBlocks())
    if (this.#freshBytes * 8 >= this.#budget) await this.#write()
    if (run.need.length === 0) return
    const wanted = byBlock(run.need)
    // Who is asked again at the same step has let go of too much.
    if (run.step !== this.#step) this.#makeRoom(run.need.length, wanted)
    this.#step = run.step
    await this.#answer(wanted)
  }

  /** It has the bytes of the block. */
  knows(block: StateBlock): boolean {
    return this.#places.has(block)
  }

  /** For someone who looks: all rows are there until the next look of the run, or the next call of `letGo`. */
  async bringWhole(blocks: readonly StateBlock[]): Promise<void> {
    await this.#answer(new Map(blocks.map(block => [block, null])))
  }

  /** What there is no room for. */
  letGo(): void {
    this.#makeRoom(0, new Map())
  }

  /** Blocks that were made since the last look are put into bytes, and let go of. */
  #takeFresh(blocks: readonly StateBlock[]): void {
    let some: [StateBlock, Uint8Array][] = []
    let length = 0
    for (const block of blocks) {
      if (!block.isHere || this.#places.has(block)) continue
      const bytes = block.encode()
      if (bytes === null) continue
      some.push([block, bytes])
      length += bytes.length
      block.letGo()
      if (length < PAGE_BYTES) continue
      this.#addPage(some, length)
      some = []
      length = 0
    }
    if (length > 0) this.#addPage(some, length)
  }

  #addPage(blocks: readonly (readonly [StateBlock, Uint8Array])[], length: number): void {
    const page = String((this.#pages += 1))
    const content = new Uint8Array(length)
    let from = 0
    for (const [block, bytes] of blocks) {
      content.set(bytes, from)
      this.#places.set(block, { page, from, to: from + bytes.length })
      this.#gone.register(block, page)
      from += bytes.length
    }
    this.#alive.set(page, blocks.length)
    this.#fresh.set(page, content)
    this.#freshBytes += length
  }

  #forget(page: string): void {
    const alive = this.#alive.get(page)! - 1
    this.#alive.set(page, alive)
    if (alive > 0) return
    this.#alive.delete(page)
    this.#dead.push(page)
  }

  async #write(): Promise<void> {
    await this.#writing
    const pages = this.#fresh
    const dead = this.#dead
    this.#fresh = new Map()
    this.#freshBytes = 0
    this.#dead = []
    this.#underWay = pages
    this.#writing = this.#put(pages, dead)
    // It is waited for by the next one; until then its failure is no surprise.
    this.#writing.catch(() => {})
  }

  async #put(pages: ReadonlyMap<string, Uint8Array<ArrayBuffer>>, dead: readonly string[]): Promise<void> {
    await this.#store.put(
      this.#job,
      Array.from(pages, ([name, bytes]) => ({ name, bytes })),
    )
    if (dead.length > 0) await this.#store.delete(this.#job, dead)
    for (const [page, bytes] of pages) this.#cached(page, bytes)
    this.#underWay = new Map()
  }

  async #answer(wanted: Wanted): Promise<void> {
    const byPage = new Map<string, StateBlock[]>()
    for (const block of wanted.keys()) {
      const { page } = this.#places.get(block)!
      const others = byPage.get(page)
      if (others === undefined) byPage.set(page, [block])
      else others.push(block)
    }
    const away: string[] = []
    for (const [page, blocks] of byPage) {
      const bytes = this.#atHand(page)
      if (bytes === undefined) away.push(page)
      else this.#bring(blocks, bytes, wanted)
    }
    for await (const [page, bytes] of this.#read(away)) this.#bring(byPage.get(page)!, bytes, wanted)
  }

  /** While some are brought the next ones are on their way. */
  async *#read(pages: readonly string[]): AsyncGenerator<readonly [string, Uint8Array]> {
    let coming = this.#get(pages.slice(0, PAGES_AT_ONCE))
    for (let from = 0; from < pages.length; from += PAGES_AT_ONCE) {
      const found = await coming
      coming = this.#get(pages.slice(from + PAGES_AT_ONCE, from + 2 * PAGES_AT_ONCE))
      // It is waited for in the next turn, if there is one.
      coming.catch(() => {})
      for (const [i, bytes] of found.entries()) {
        const page = pages[from + i]!
        if (bytes === null) throw new Error(`expected page ${page} of the state in the store, got none`)
        this.#cached(page, bytes)
        yield [page, bytes]
      }
    }
  }

  #get(pages: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    return pages.length === 0 ? Promise.resolve([]) : this.#store.get(this.#job, pages)
  }

  #bring(blocks: readonly StateBlock[], bytes: Uint8Array, wanted: Wanted): void {
    for (const block of blocks) {
      const keys = wanted.get(block)!
      const { from, to } = this.#places.get(block)!
      block.bring(bytes.subarray(from, to), keys)
      if (keys === null) this.#isWhole(block)
      else {
        this.#keys += keys.length
        this.#partly.add(block)
      }
    }
  }

  #isWhole(block: StateBlock): void {
    this.#partly.delete(block)
    if (this.#whole.has(block)) return
    this.#whole.add(block)
    this.#wholeBytes += block.bytes
  }

  /** Half is for the rows of single keys, a quarter for whole blocks, a quarter for pages. */
  #makeRoom(keys: number, wanted: Wanted): void {
    if ((this.#keys + keys) * KEY_BYTES > this.#budget / 2) {
      for (const block of this.#partly) block.letGo()
      this.#partly.clear()
      this.#keys = 0
    }
    for (const block of this.#whole) {
      if (this.#wholeBytes * 4 <= this.#budget) return
      if (wanted.has(block)) continue
      block.letGo()
      this.#whole.delete(block)
      this.#wholeBytes -= block.bytes
    }
  }

  #atHand(page: string): Uint8Array | undefined {
    const cached = this.#cache.get(page)
    if (cached === undefined) return this.#fresh.get(page) ?? this.#underWay.get(page)
    this.#cache.delete(page)
    this.#cache.set(page, cached)
    return cached
  }

  #cached(page: string, bytes: Uint8Array): void {
    if (this.#cache.has(page)) return
    this.#cache.set(page, bytes)
    this.#cachedBytes += bytes.length
    for (const [oldest, { length }] of this.#cache) {
      if (this.#cachedBytes * 4 <= this.#budget) return
      this.#cache.delete(oldest)
      this.#cachedBytes -= length
    }
  }

  /** Nothing of the run is needed any more. */
  async end(): Promise<void> {
    await this.#writing
    await this.#store.remove(this.#job)
  }
}
