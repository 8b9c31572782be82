/** What a failure may do to the run at hand: at each of its steps, and at the worst moments under each guarantee. */
import { useState } from 'react'
import type { Scene } from '../../../engine/api/frame.ts'
import { taskActors } from '../../../store/scene.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useScene, useSelection } from '../../kit/hooks.ts'
import { EmptyState } from '../../kit/section.tsx'
import { MatrixView } from './matrix-view.tsx'
import { StripSection } from './strip-section.tsx'
import { guaranteeTexts } from './text.ts'
import styles from './guarantees.module.css'

export function GuaranteesView() {
  const text = useTexts(guaranteeTexts)
  const scene = useScene()
  return (
    <main className={styles.view} id="flow" tabIndex={-1} aria-label={text.view}>
      {scene !== null && <Body key={scene.pipeline} scene={scene} />}
    </main>
  )
}

/** The task that is selected, else one in the middle that keeps keyed state. */
function useTarget(scene: Scene): string | null {
  const selection = useSelection()
  const tasks = taskActors(scene)
  const selected = tasks.find(task => selection?.type === 'task' && task.index === selection.actor)
  return (selected ?? tasks[Math.floor(tasks.length / 2)])?.name ?? null
}

function Body({ scene }: { readonly scene: Scene }) {
  const text = useTexts(guaranteeTexts)
  const first = useTarget(scene)
  const [chosen, choose] = useState<string | null>(null)
  const names = taskActors(scene).map(task => task.name)
  const target = chosen !== null && names.includes(chosen) ? chosen : first
  if (target === null) return <EmptyState>{text.noTask}</EmptyState>
  return (
    <>
      <label className={styles.target}>
        {text.task}
        <select value={target} onChange={event => choose(event.target.value)}>
          {names.map(name => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <StripSection target={target} />
      <MatrixView target={target} />
    </>
  )
}
