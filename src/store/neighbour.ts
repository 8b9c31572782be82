/** The next or previous event on the same lane: of the selected task, or of whatever acted in this step. */
import { loadLog, seek } from './driver.ts'
import { session } from './session.ts'

const STEPS_AT_ONCE = 500

export async function seekNeighbour(direction: 1 | -1): Promise<void> {
  const { frame, selection } = session.getState()
  if (frame === null) return
  const actor = selection?.type === 'task' ? selection.actor : (frame.rows[0]?.actor ?? -1)
  const { step, head, branch } = frame.cursor
  let from = step + direction
  while (from >= 1 && from <= head) {
    const to = direction === 1 ? Math.min(head, from + STEPS_AT_ONCE) : Math.max(1, from - STEPS_AT_ONCE)
    const rows = await loadLog({
      fromStep: Math.min(from, to),
      toStep: Math.max(from, to),
      kinds: null,
      limit: 5000,
    })
    const onLane = rows.filter(row => row.actor === actor)
    const found = direction === 1 ? onLane[0] : onLane.at(-1)
    if (session.getState().frame?.cursor.branch !== branch) return
    if (found !== undefined) {
      seek(found.step)
      return
    }
    from = to + direction
  }
}
