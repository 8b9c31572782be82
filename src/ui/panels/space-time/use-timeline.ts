/** The timeline of what is in view, kept while the run goes on; asks the engine for what is missing. */
import { useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import { loadTrace } from '../../../store/driver.ts'
import { TraceCache, type TraceView } from './trace-cache.ts'
import type { View } from './viewport.ts'

/** One cache per mounted diagram. */
function createSource() {
  const listeners = new Set<() => void>()
  const cache = new TraceCache(loadTrace, () => {
    for (const listener of listeners) listener()
  })
  return {
    cache,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    read: (): TraceView => cache.view,
  }
}

export function useTimeline(scene: Scene, frame: Frame, view: View): TraceView {
  const [source] = useState(() => createSource())
  const shown = useSyncExternalStore(source.subscribe, source.read)
  const lanes = useMemo(
    () => ({
      jobManager: scene.actors.find(actor => actor.kind === 'jobmanager')?.index ?? -1,
      storage: scene.actors.find(actor => actor.kind === 'storage')?.index ?? -1,
    }),
    [scene],
  )
  useLayoutEffect(() => {
    const { cursor } = frame
    const fresh = cursor.step === cursor.head ? frame.rows : []
    source.cache.want(
      {
        run: scene,
        branch: cursor.branch,
        from: view.from,
        to: view.to,
        headStep: cursor.head,
        headTime: cursor.headTime,
        ...lanes,
      },
      fresh,
    )
  }, [source, scene, frame, view.from, view.to, lanes])
  return shown
}
