/** The twin where there is no room for the drawing: the same words, to be seen. */
import { select } from '../../../store/session.ts'
import { useText, useTexts } from '../../i18n/texts.ts'
import { useScene } from '../../kit/hooks.ts'
import {
  describeCoordinator,
  describeStorage,
  describeTask,
  describeVerdict,
  groupTasks,
  taskManagerOf,
} from './describe.ts'
import styles from './flow-twin-visible.module.css'
import { twinTexts } from './text.ts'
import { useCalmFrame, VERY_CALM_MS } from '../../kit/use-calm-frame.ts'

export function FlowTwinVisible() {
  const text = useTexts(twinTexts)
  const shared = useText()
  const scene = useScene()
  const frame = useCalmFrame(VERY_CALM_MS)
  if (scene === null || frame === null) return null
  const groups = groupTasks(scene)
  const acting = frame.rows[0]?.actor
  return (
    <div data-testid="flow-twin">
      {(['sources', 'operators', 'sinks'] as const).map(group => (
        <section key={group}>
          <h2 className={styles.group}>{text[group]}</h2>
          {groups[group].map(actor => {
            const task = frame.tasks.find(one => one.actor === actor.index)
            return (
              task !== undefined && (
                <button
                  key={actor.index}
                  type="button"
                  className={styles.task}
                  aria-current={actor.index === acting ? 'step' : undefined}
                  onClick={() => select({ type: 'task', actor: actor.index })}
                >
                  <strong>{actor.name}</strong>{' '}
                  {describeTask(task, text, shared, frame.cursor.time, taskManagerOf(scene, task))}
                </button>
              )
            )
          })}
        </section>
      ))}
      <h2 className={styles.group}>{text.coordinator}</h2>
      <p>{describeCoordinator(scene, frame, text)}</p>
      <p>{describeStorage(frame, text)}</p>
      <p>{describeVerdict(frame, text)}</p>
    </div>
  )
}
