/** A checkpoint of seven subtasks, one of which holds most of the state and aligns for long, made by hand. */
import { emptyPart, type ShownCheckpoint, type ShownPart, type ShownVertex } from './model.ts'

const MS = 1000
const MB = 1024 * 1024

export const part = (name: string, given: Partial<ShownPart> = {}): ShownPart => ({
  ...emptyPart(name, Number(name.split('-').at(-1))),
  ...given,
})

export const vertex = (
  name: string,
  inputs: readonly string[] | null,
  parts: readonly ShownPart[],
): ShownVertex => {
  const acked = parts.filter(one => one.ackedAfter >= 0)
  const sum = (of: (one: ShownPart) => number) => acked.reduce((total, one) => total + of(one), 0)
  return {
    id: name,
    name,
    isSource: inputs?.length === 0,
    inputs,
    acknowledged: acked.length,
    total: parts.length,
    latestAckAfter: Math.max(-1, ...acked.map(one => one.ackedAfter)),
    uploaded: sum(one => one.uploaded),
    full: sum(one => one.full),
    processed: 0,
    persisted: 0,
    parts,
  }
}

export function checkpointOf(
  vertices: readonly ShownVertex[],
  given: Partial<ShownCheckpoint> = {},
): ShownCheckpoint {
  const sum = (of: (one: ShownVertex) => number) => vertices.reduce((total, one) => total + of(one), 0)
  return {
    id: 17,
    status: 'completed',
    savepoint: false,
    savepointFormat: null,
    origin: 'periodic',
    unaligned: false,
    exactlyOnce: true,
    triggeredAt: 30_000 * MS,
    duration: Math.max(-1, ...vertices.map(one => one.latestAckAfter)),
    acknowledged: sum(one => one.acknowledged),
    total: sum(one => one.total),
    uploaded: sum(one => one.uploaded),
    full: sum(one => one.full),
    processed: 0,
    persisted: 0,
    failure: null,
    path: null,
    discarded: false,
    vertices,
    ...given,
  }
}

const phases = (startDelay: number, alignment: number, sync: number, async: number, acked: number) => ({
  startDelay: startDelay * MS,
  alignment: alignment * MS,
  sync: sync * MS,
  async: async * MS,
  ackedAfter: acked * MS,
})

/** source ×2 → count ×4 → sink ×1; count-2 is the slow one. */
export const SKEWED: ShownCheckpoint = checkpointOf([
  vertex(
    'source',
    [],
    [part('source-0', phases(1, 0, 0, 64, 68)), part('source-1', phases(1, 0, 0, 62, 66))],
  ),
  vertex(
    'count',
    ['source'],
    [
      part('count-0', { ...phases(310, 180, 14, 420, 924), full: 52 * MB, uploaded: 6 * MB }),
      part('count-1', { ...phases(322, 204, 15, 455, 996), full: 55 * MB, uploaded: 6 * MB }),
      part('count-2', { ...phases(610, 1240, 38, 1730, 3620), full: 246 * MB, uploaded: 38 * MB }),
      part('count-3', { ...phases(298, 166, 12, 402, 878), full: 49 * MB, uploaded: 5 * MB }),
    ],
  ),
  vertex('sink', ['count'], [part('sink-0', phases(472, 1390, 6, 200, 2070))]),
])
