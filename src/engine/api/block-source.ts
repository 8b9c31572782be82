/**
 * State that does not fit into memory. A backend keeps its older rows in immutable blocks. A host may take the bytes
 * of a block, put them wherever it likes, and let go of the content; the world is the same. When a step needs blocks
 * whose content is away, nothing happens but that their handles are returned: the host brings them, and asks again.
 * When it answers, and what it lets go of, decides nothing.
 */

/** A block as its host sees it. */
export interface StateBlock {
  /** Made by counting, so that the same run gives the same ids. Another line of history may use one again. */
  readonly id: string
  /** By the cost model. */
  readonly bytes: number
  readonly isHere: boolean
  /** The content as bytes, only while it is here; null: it has none, and stays in memory. */
  encode(): Uint8Array | null
  /** The host has the bytes. */
  letGo(): void
  /** The bytes that `encode` gave. */
  bring(bytes: Uint8Array): void
}

/** A host that keeps what it let go of. */
export interface BlockSource {
  /** Brings the content of blocks at once, and returns true; or takes note of them, and returns false. */
  bring(blocks: readonly StateBlock[]): boolean
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
