/**
 * Keyframes: the small part of a world copied, the big part an epoch number. The recorded line of history keeps them
 * all the way to its end, so that any step of it is at most one spacing of replay away, in both directions.
 */
import { assert } from '../../base/assert.ts'
import { copyFields, copyPlain } from '../../base/copy.ts'
import type { HashMark, VersionedMap } from '../../base/versioned-map.ts'
import type { Actor, World } from '../kernel/world.ts'

export interface Keyframe {
  readonly step: number
  readonly now: number
  readonly epoch: number
  readonly actors: readonly Actor[]
  readonly outputs: readonly { readonly length: number; readonly digest: number }[]
  readonly marks: Map<VersionedMap, HashMark>
  /** Epochs that snapshots under way still have to read. */
  readonly pendingEpochs: readonly number[]
}

const KEYFRAMES_MAX = 160

export function capture(world: World): Keyframe {
  const epoch = world.clock.now
  world.clock.kept = epoch
  world.clock.next()
  const marks = new Map<VersionedMap, HashMark>()
  for (const map of world.clock.maps) marks.set(map, map.hashMark)
  return {
    step: world.step,
    now: world.now,
    epoch,
    actors: copyPlain(world.actors),
    outputs: world.outputs.map(({ length, digest }) => ({ length, digest })),
    marks,
    pendingEpochs: world.actors.flatMap(pendingEpochs),
  }
}

function pendingEpochs(actor: Actor): number[] {
  if (actor.kind !== 'task') return []
  return [actor.snapshot, ...actor.uploads].flatMap(snapshot =>
    snapshot !== null && snapshot.epoch >= 0 ? [snapshot.epoch] : [],
  )
}

/** Puts the small part back; the maps must have been moved to the keyframe's epoch. */
function restoreSmall(world: World, keyframe: Keyframe): void {
  world.step = keyframe.step
  world.now = keyframe.now
  world.actors.forEach((actor, index) => copyFields(keyframe.actors[index]!, actor))
  world.outputs.forEach((output, index) => Object.assign(output, keyframe.outputs[index]!))
  for (const map of world.clock.maps) map.restoreHashMark(keyframe.marks.get(map) ?? null)
  world.clock.next()
}

export class KeyframeLine {
  /** By step; the first is step 0. */
  #frames: Keyframe[] = []
  /** Place of the keyframe the world was last put to or grew from. */
  #base = -1

  add(keyframe: Keyframe): void {
    assert(this.isAtEnd, 'keyframes are added at the end of the recorded line')
    assert(this.last === undefined || keyframe.step > this.last.step, 'keyframes are in the order of steps')
    this.#frames.push(keyframe)
    this.#base = this.#frames.length - 1
    if (this.#frames.length > KEYFRAMES_MAX) this.#thin(keyframe)
  }

  get count(): number {
    return this.#frames.length
  }

  get last(): Keyframe | undefined {
    return this.#frames[this.#frames.length - 1]
  }

  get baseStep(): number {
    return this.#frames[this.#base]!.step
  }

  /** The world grows from the last keyframe: what it does now is recorded. */
  get isAtEnd(): boolean {
    return this.#base === this.#frames.length - 1
  }

  /** Step of the next recorded keyframe, Infinity at the end. */
  get nextStep(): number {
    return this.#frames[this.#base + 1]?.step ?? Infinity
  }

  /** Index of the last keyframe at or before `step`. */
  #indexFor(step: number): number {
    let index = this.#frames.length - 1
    while (this.#frames[index]!.step > step) index -= 1
    return index
  }

  stepFor(step: number): number {
    return this.#frames[this.#indexFor(step)]!.step
  }

  /** Moves the world to the last keyframe at or before `step`, in either direction. */
  moveTo(world: World, step: number): void {
    const index = this.#indexFor(step)
    const target = this.#frames[index]!
    const base = this.#frames[this.#base]!
    for (const map of world.clock.maps) {
      if (!map.discard(base.epoch)) world.clock.maps.delete(map)
      else if (index < this.#base) map.rewind(target.epoch)
      else if (index > this.#base) map.redo(target.epoch)
    }
    this.#base = index
    restoreSmall(world, target)
  }

  /** What was recorded after the keyframe the world grows from is another history now. */
  forgetFuture(world: World): void {
    if (this.isAtEnd) return
    this.#frames.length = this.#base + 1
    for (const map of world.clock.maps) map.forgetFuture()
  }

  /** Drops every second keyframe of the older half, where no snapshot under way needs the epochs told apart. */
  #thin(newest: Keyframe): void {
    const half = this.#frames.length >> 1
    const kept = this.#frames.filter((frame, i) => i % 2 === 0 || i >= half || this.#isNeeded(frame, i))
    const epochs = kept.map(frame => frame.epoch)
    for (const map of newest.marks.keys()) map.mergeEpochs(epochs)
    const apart = new Set(epochs)
    for (const frame of kept) dropMarks(frame, apart)
    this.#frames = kept
    this.#base = kept.length - 1
  }

  /** A snapshot that is under way at the next keyframe was cut after this one's neighbour: its epoch must stay apart. */
  #isNeeded(frame: Keyframe, index: number): boolean {
    const before = this.#frames[index - 1]!
    const after = this.#frames[index + 1]!
    assert(before.epoch < frame.epoch && frame.epoch < after.epoch, 'epochs rise with keyframes')
    return after.pendingEpochs.some(epoch => epoch > before.epoch && epoch <= after.epoch)
  }
}

/** A sum that stands at a merged epoch can no longer be brought up to date from the log. */
function dropMarks(frame: Keyframe, apart: ReadonlySet<number>): void {
  for (const [map, mark] of frame.marks) if (!apart.has(mark.epoch)) frame.marks.delete(map)
}
