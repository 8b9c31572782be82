/** What stands above the rows of keyed state: the key groups of the task, windows and timers, operator state. */
import { CircleHelp } from 'lucide-react'
import { useRef } from 'react'
import type { Frame, Scene, TaskFrame, VertexScene } from '../../../engine/api/frame.ts'
import { planRescale } from '../../../store/rescale.ts'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useElementSize } from '../../kit/use-element-size.ts'
import table from '../../kit/table.module.css'
import { BackendInside } from './backend-inside.tsx'
import { Ribbon } from './key-groups.tsx'
import styles from './state-panel.module.css'
import { stateTexts } from './text.ts'
import { TimeAxis } from './time-axis.tsx'
import { RowsNotice } from './view/rows-notice.tsx'

const ENTRIES_MAX = 6

interface HeldApartProps {
  readonly scene: Scene
  readonly task: TaskFrame
  readonly storage: Frame['storage']
}

export function HeldApart({ scene, task, storage }: HeldApartProps) {
  const actor = scene.actors.find(one => one.index === task.actor)
  const vertex = scene.vertices[actor?.vertex ?? -1]
  return (
    <div className={styles.above}>
      {vertex !== undefined && task.keyGroups !== null && <KeyGroups vertex={vertex} />}
      <TimeAxis task={task} />
      <OperatorState task={task} />
      <ExpiredNote task={task} />
      <BackendInside task={task} backend={scene.settings.stateBackend} storage={storage} />
      {scene.settings.stateBackend === 'database' && <RowsNotice />}
      <LiveNote isLive={scene.settings.stateBackend === 'hashmap'} />
    </div>
  )
}

function KeyGroups({ vertex }: { readonly vertex: VertexScene }) {
  const text = useTexts(stateTexts)
  const box = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(box)
  const plan = planRescale(vertex.maxParallelism, vertex.parallelism, vertex.parallelism, [])
  const ranges = plan.from.map(([first, last], i) => `${vertex.shortName}-${i} ${first}–${last}`).join(', ')
  return (
    <section aria-label={text.keyGroups}>
      <p className="visually-hidden">{text.ribbonLabel(vertex.shortName, ranges)}</p>
      <div ref={box}>
        {width > 0 && (
          <Ribbon
            plan={plan}
            width={width}
            labelWidth={0}
            name={vertex.shortName}
            pins={[]}
            compare={false}
          />
        )}
      </div>
      <Button look="outline" onClick={() => session.setState({ dialog: 'key-groups' })}>
        {text.openKeyGroups}
      </Button>
    </section>
  )
}

function OperatorState({ task }: { readonly task: TaskFrame }) {
  const text = useTexts(stateTexts)
  if (task.operatorState.length === 0) return null
  return (
    <section>
      <h3 className={styles.heading}>{text.operatorState}</h3>
      {task.operatorState.map(({ operator, state, mode, entries, count }) => (
        <div key={`${operator} ${state}`}>
          <p className={styles.stateName}>
            <strong>{state}</strong> · {operator} · {text.modes[mode]}
          </p>
          {count === 0 ? (
            <p className={table.muted}>{text.noEntries}</p>
          ) : (
            <ul className={styles.entries}>
              {entries.slice(0, ENTRIES_MAX).map((entry, i) => (
                <li key={`${i} ${entry}`}>{entry}</li>
              ))}
              {count > ENTRIES_MAX && (
                <li className={table.muted}>{text.moreEntries(count - ENTRIES_MAX)}</li>
              )}
            </ul>
          )}
        </div>
      ))}
    </section>
  )
}

function ExpiredNote({ task }: { readonly task: TaskFrame }) {
  const text = useTexts(stateTexts)
  const now = task.eventTime.processingTime
  const hasExpired = task.stateRows.some(({ ttl }) => ttl !== null && ttl.expiresAt <= now)
  return hasExpired ? <p className={styles.note}>{text.expiredNote}</p> : null
}

function LiveNote({ isLive }: { readonly isLive: boolean }) {
  const text = useTexts(stateTexts)
  return (
    <details className={styles.note}>
      <summary>
        <CircleHelp size={13} aria-hidden="true" /> {isLive ? text.liveTitle : text.copiesTitle}
      </summary>
      <p>{isLive ? text.live : text.copies}</p>
    </details>
  )
}
