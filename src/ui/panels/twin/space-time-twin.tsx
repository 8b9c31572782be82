/** The space–time diagram as a table of lanes and phases, for the checkpoint under way and the last one. */
import type { CheckpointFrame, Scene } from '../../../engine/api/frame.ts'
import { actorName } from '../../../store/scene.ts'
import { select } from '../../../store/session.ts'
import { clock, duration } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useScene } from '../../kit/hooks.ts'
import table from '../../kit/table.module.css'
import styles from './space-time-twin.module.css'
import { twinTexts } from './text.ts'
import { useCalmFrame, VERY_CALM_MS } from '../../kit/use-calm-frame.ts'

/** Hidden until the keyboard is on it; `always` shows it in place of the diagram. */
export function SpaceTimeTwin({ always = false }: { readonly always?: boolean }) {
  const text = useTexts(twinTexts)
  const scene = useScene()
  const frame = useCalmFrame(VERY_CALM_MS)
  if (scene === null || frame === null) return null
  const shown = frame.coordinator.checkpoints.slice(0, 2)
  return (
    <section
      className={always ? styles.always : styles.onFocus}
      id="space-time-table"
      tabIndex={-1}
      aria-label={text.tableLabel}
    >
      {shown.length === 0 && <p>{text.noTable}</p>}
      {shown.map(checkpoint => (
        <PhaseTable key={checkpoint.id} scene={scene} checkpoint={checkpoint} tabbable={always} />
      ))}
    </section>
  )
}

interface TableProps {
  readonly scene: Scene
  readonly checkpoint: CheckpointFrame
  /** Where it lies over the diagram it is no stop on the way through the page; T leads to it. */
  readonly tabbable: boolean
}

function PhaseTable({ scene, checkpoint, tabbable }: TableProps) {
  const text = useTexts(twinTexts)
  return (
    <table className={table.table}>
      <caption className={styles.caption}>
        {text.tableCaption(checkpoint.id, text.status[checkpoint.status])}
      </caption>
      <thead>
        <tr>
          <th scope="col">{text.lane}</th>
          <th scope="col">{text.phases.start}</th>
          <th scope="col">{text.phases.alignment}</th>
          <th scope="col">{text.phases.sync}</th>
          <th scope="col">{text.phases.async}</th>
          <th scope="col">{text.phases.ack}</th>
        </tr>
      </thead>
      <tbody>
        {checkpoint.subtasks.map(part => (
          <tr key={part.actor}>
            <th scope="row">
              <button
                type="button"
                className={table.link}
                tabIndex={tabbable ? 0 : -1}
                onClick={() => select({ type: 'task', actor: part.actor })}
              >
                {actorName(scene, part.actor)}
              </button>
            </th>
            <td>{duration(part.startDelay)}</td>
            <td>{duration(part.alignment)}</td>
            <td>{duration(part.sync)}</td>
            <td>{duration(part.async)}</td>
            <td>{part.ackedAt >= 0 ? clock(part.ackedAt) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
