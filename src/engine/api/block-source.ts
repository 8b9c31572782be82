/**
 * State that does not fit into memory. A backend keeps its older rows in immutable blocks. A host may take the bytes
 * of a block, put them wherever it likes, and let go of the content; the world is the same. When a step needs rows
 * that are away, nothing happens but that it is said which: the host brings them, and asks again. When it answers, how
 * much more it brings, and what it lets go of between two calls, decides nothing.
 */

/** Where the rows of a key lie in a sorted block. */
export interface KeyPlace {
  readonly group: number
  readonly key: string
}

/** A block as its host sees it. */
export interface StateBlock {
  /** Made by counting, so that the same run gives the same ids. Another line of history may use one again. */
  readonly id: string
  /** By the cost model. */
  readonly bytes: number
  /** With all its rows. */
  readonly isHere: boolean
  /** The content as bytes, only while it is here; null: it has none, and stays in memory. */
  encode(): Uint8Array | null
  /** The host has the bytes. */
  letGo(): void
  /** The bytes that `encode` gave; null: all rows are to be here, else those of the given keys. */
  bring(bytes: Uint8Array, keys: readonly KeyPlace[] | null): void
}

/** What has to be brought of a block. */
export interface BlockNeed {
  readonly block: StateBlock
  /** The rows of one key; null: all. */
  readonly at: KeyPlace | null
}

/** A host that keeps what it let go of. */
export interface BlockSource {
  /** Brings what is needed at once, and returns true; or takes note of it, and returns false. */
  bring(needs: readonly BlockNeed[]): boolean
}

/** Thrown where someone only looks at state whose blocks are away: bring them, and look again. */
export class BlocksAway extends Error {
  override name = 'BlocksAway'
  readonly blocks: readonly StateBlock[]

  constructor(blocks: readonly StateBlock[]) {
    super(`blocks are away: ${blocks.map(({ id }) => id).join(', ')}`)
    this.blocks = blocks
  }
}

/** All reads, or all blocks at once that they lack. */
export function together<T>(reads: readonly (() => T)[]): T[] {
  const away: StateBlock[] = []
  const found: T[] = []
  for (const read of reads) {
    try {
      found.push(read())
    } catch (error) {
      if (!(error instanceof BlocksAway)) throw error
      away.push(...error.blocks)
    }
  }
  if (away.length > 0) throw new BlocksAway(away)
  return found
}

/** By block: the keys that are needed of it; null: all rows. */
export function byBlock(needs: readonly BlockNeed[]): Map<StateBlock, readonly KeyPlace[] | null> {
  const keys = new Map<StateBlock, KeyPlace[] | null>()
  for (const { block, at } of needs) {
    const known = keys.get(block)
    if (at === null) keys.set(block, null)
    else if (known === undefined) keys.set(block, [at])
    else known?.push(at)
  }
  return keys
}
