/** What stands behind a sink at the cursor, asked for by whoever shows it. */
import type { SinkView } from '../engine/api/sink-view.ts'
import { queue } from './driver.ts'
import { host } from './engine.ts'

/** At most the last `limit` of each list. A move that waits goes on. */
export const readSinkView = (uid: string, limit: number): Promise<SinkView> =>
  queue.command(() => host().sinkView(uid, limit), true)
