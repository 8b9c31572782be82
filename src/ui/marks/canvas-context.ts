/** What every mark on the canvas is given besides its data: where things lie, the colours, and what is now. */
import type { Tokens } from '../kit/tokens.ts'

/** Time space to screen space. */
interface SpaceTimeScales {
  readonly x: (time: number) => number
  /** Middle of an actor's lane; undefined for an actor that has none. */
  readonly y: (actor: number) => number | undefined
  /** Height of a span. */
  readonly spanHeight: number
}

export interface MarkContext {
  readonly pen: CanvasRenderingContext2D
  readonly scales: SpaceTimeScales
  readonly tokens: Tokens
  /** Simulated time of the playhead; nothing is drawn in full beyond it. */
  readonly now: number
  /** The last step that has happened. */
  readonly step: number
  /** Pixels of the device per CSS pixel. */
  readonly ratio: number
}

export const shareDone = (start: number, end: number, now: number): number =>
  now >= end ? 1 : now <= start ? 0 : (now - start) / (end - start)
