/** Which buffers on their way a pending checkpoint has as data in flight: they are drawn with a mark, and go on as usual. */
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { JobManagerActor, World } from '../kernel/world.ts'
import type { Buffer } from '../network/buffer.ts'
import type { InFlightState, PersistedBuffer } from '../network/channel-state.ts'

/** From which entry on, and by which checkpoint. */
export type SavedBuffers = ReadonlyMap<Buffer, { readonly from: number; readonly checkpoint: number }>

export function savedInFlight(world: World): SavedBuffers {
  const saved = new Map<Buffer, { readonly from: number; readonly checkpoint: number }>()
  const add = (buffers: readonly PersistedBuffer[], checkpoint: number) => {
    for (const { buffer, from } of buffers) saved.set(buffer, { from, checkpoint })
  }
  const addState = (state: InFlightState | null | undefined, checkpoint: number) => {
    for (const { buffers } of [...(state?.inputs ?? []), ...(state?.outputs ?? [])]) add(buffers, checkpoint)
  }
  for (const { id, acks } of (world.actors[JOB_MANAGER] as JobManagerActor).coordinator.pending)
    for (const ack of acks) addState(ack.state.parts.inFlight, id)
  for (const actor of world.actors) {
    if (actor.kind !== 'task') continue
    for (const { inFlight, checkpoint } of actor.uploads) addState(inFlight, checkpoint)
    const { capture } = actor
    if (capture === null) continue
    for (const { buffers } of capture.inputs) add(buffers, capture.checkpoint)
    for (const buffers of capture.outputs) add(buffers, capture.checkpoint)
  }
  return saved
}
