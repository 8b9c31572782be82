/** A state backend from inside: what it holds where, and what it has cost. Read from the frame, like everything drawn. */
import type { BackendView } from '../../../engine/api/backend-view.ts'
import type { Frame, TaskFrame } from '../../../engine/api/frame.ts'
import { useTexts } from '../../i18n/texts.ts'
import styles from './backend-inside.module.css'
import { backendTexts } from './backend-text.ts'
import { BackendDrawing, isBeingWritten } from './view/backend-drawing.tsx'

interface Props {
  readonly task: TaskFrame
  readonly backend: string
  readonly storage: Frame['storage']
}

export function BackendInside({ task, backend, storage }: Props) {
  const text = useTexts(backendTexts)
  const writing = isBeingWritten(task.checkpoint?.phase ?? null) ? task.checkpointId : 0
  return (task.backends ?? []).map(({ operator, view }) => (
    <section key={operator} className={styles.inside} aria-label={text.title(operator, backend)}>
      <h3 className={styles.title}>{text.title(operator, backend)}</h3>
      <BackendDrawing
        view={view}
        rows={task.stateRows.filter(row => row.operator === operator)}
        usedBy={storage.blocks ?? {}}
        writing={writing}
      />
      <Counts view={view} />
    </section>
  ))
}

function Counts({ view }: { readonly view: BackendView }) {
  const text = useTexts(backendTexts)
  if (view.type === 'heap') return null
  const { gets = 0, puts = 0, serialised = 0, deserialised = 0 } = view.counts
  return (
    <dl className={styles.facts}>
      <dt>{text.counts}</dt>
      <dd>{text.accesses(gets, puts)}</dd>
      <dt>{text.copies}</dt>
      <dd>{text.serialised(serialised, deserialised)}</dd>
      {view.type === 'levels' && (
        <>
          <dt>{text.amplification}</dt>
          <dd>{text.times(view.writeAmplification.toFixed(1))}</dd>
        </>
      )}
    </dl>
  )
}
