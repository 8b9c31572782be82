/**
 * One engine call at a time. Commands wait their turn and are never lost; of the moves of the cursor only the
 * newest waits, so that a held key or a drag never builds up a tail of stale frames.
 */
export type Move =
  | { readonly type: 'step'; readonly by: number }
  | { readonly type: 'seek'; readonly step: number }
  | { readonly type: 'time'; readonly time: number; readonly playing: boolean }
  | { readonly type: 'next'; readonly direction: 1 | -1 }

export interface CallQueue {
  move(move: Move): void
  /** Runs `work` after everything that was asked for before it; a move that waited is dropped, unless kept. */
  command<T>(work: () => Promise<T>, keepMove?: boolean): Promise<T>
  isIdle(): boolean
  /** Forgets what waits and what is under way: the engine is gone. */
  reset(): void
}

/** Steps add up, everything else replaces what waited. */
export function mergeMoves(waiting: Move | null, next: Move): Move {
  if (next.type !== 'step' || waiting === null) return next
  if (waiting.type === 'step') return { type: 'step', by: waiting.by + next.by }
  if (waiting.type === 'seek') return { type: 'seek', step: Math.max(0, waiting.step + next.by) }
  return next
}

export function createCallQueue(performMove: (move: Move) => Promise<void>): CallQueue {
  let waitingMove: Move | null = null
  let commands: (() => Promise<void>)[] = []
  let underWay = false
  let generation = 0

  async function pump(): Promise<void> {
    if (underWay) return
    const mine = generation
    underWay = true
    try {
      for (;;) {
        const command = commands.shift()
        if (command !== undefined) {
          await command()
        } else if (waitingMove !== null) {
          const move = waitingMove
          waitingMove = null
          await performMove(move)
        } else {
          return
        }
        if (mine !== generation) return
      }
    } finally {
      if (mine === generation) underWay = false
    }
  }

  return {
    move(move) {
      waitingMove = mergeMoves(waitingMove, move)
      void pump()
    },
    command<T>(work: () => Promise<T>, keepMove = false): Promise<T> {
      if (!keepMove) waitingMove = null
      return new Promise<T>((resolve, reject) => {
        commands.push(() => work().then(resolve, reject))
        void pump()
      })
    },
    isIdle: () => !underWay && waitingMove === null && commands.length === 0,
    reset() {
      generation += 1
      waitingMove = null
      commands = []
      underWay = false
    },
  }
}
