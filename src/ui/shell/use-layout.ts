/** Which of the layouts of UI.md §2 the window asks for. */
import { useSyncExternalStore } from 'react'
import { useSession } from '../kit/hooks.ts'

export type Layout = 'wide' | 'desktop' | 'sheet' | 'tablet' | 'small' | 'tiny' | 'projector'

const STEPS: readonly (readonly [Layout, string])[] = [
  ['wide', '(width >= 1600px)'],
  ['desktop', '(width >= 1200px)'],
  ['sheet', '(width >= 1024px)'],
  ['tablet', '(width >= 720px)'],
  ['small', '(width >= 480px)'],
]

const readLayout = (): Layout => STEPS.find(([, query]) => matchMedia(query).matches)?.[0] ?? 'tiny'

function watch(onChange: () => void): () => void {
  const queries = STEPS.map(([, query]) => matchMedia(query))
  for (const query of queries) query.addEventListener('change', onChange)
  return () => {
    for (const query of queries) query.removeEventListener('change', onChange)
  }
}

export function useLayout(): Layout {
  const byWidth = useSyncExternalStore(watch, readLayout)
  return useSession(state => state.preferences.projector) ? 'projector' : byWidth
}
