/** Look-ups that every drawing of a scene needs, made once per scene. */
import type { ActorScene, Scene, VertexScene } from '../../../engine/api/frame.ts'
import { keyedVertices } from './layout-cards.ts'
import { keySlot, type KeySlot } from '../../kit/tokens.ts'

export interface SceneIndex {
  readonly actors: ReadonlyMap<number, ActorScene>
  readonly vertices: ReadonlyMap<number, VertexScene>
  readonly jobManager: number
  /** Vertices that hold state by key. */
  readonly keyed: ReadonlySet<number>
  readonly slotOf: (key: string | null) => KeySlot
  readonly keyOrder: (key: string) => number
}

export function indexScene(scene: Scene): SceneIndex {
  const order = new Map(scene.keys.map((key, i) => [key, i]))
  const slots = new Map<string | null, KeySlot>()
  return {
    actors: new Map(scene.actors.map(actor => [actor.index, actor])),
    vertices: new Map(scene.vertices.map(vertex => [vertex.index, vertex])),
    jobManager: scene.actors.find(actor => actor.kind === 'jobmanager')?.index ?? -1,
    keyed: keyedVertices(scene),
    slotOf: key => {
      const known = slots.get(key)
      if (known !== undefined) return known
      const slot = keySlot(scene.keys, key)
      slots.set(key, slot)
      return slot
    },
    keyOrder: key => order.get(key) ?? scene.keys.length,
  }
}
