/** Every subtask's part, in topological order: what it waited for, what it wrote, when it acknowledged. */
import type { CheckpointFrame, Scene, SubtaskCheckpointFrame } from '../../../engine/api/frame.ts'
import { actorName } from '../../../store/scene.ts'
import { select } from '../../../store/session.ts'
import { bytes } from '../../i18n/format.ts'
import { useText, useTexts } from '../../i18n/texts.ts'
import { classes } from '../../kit/classes.ts'
import { Section } from '../../kit/section.tsx'
import table from '../../kit/table.module.css'
import { stragglers } from './view/straggler.ts'
import styles from './subtask-table.module.css'
import { checkpointTexts } from './text.ts'

interface TableProps {
  readonly scene: Scene
  readonly checkpoint: CheckpointFrame
}

const COLUMNS = ['start', 'alignment', 'sync', 'async', 'ack', 'size'] as const

export function SubtaskTable({ scene, checkpoint }: TableProps) {
  const text = useTexts(checkpointTexts)
  const acked = checkpoint.subtasks.filter(one => one.ackedAt >= 0)
  const behind = stragglers(new Map(acked.map(one => [one.actor, one.ackedAt - checkpoint.triggeredAt])))
  return (
    <Section title={text.subtasks}>
      <div className={styles.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{text.columns.subtask}</th>
              {COLUMNS.map(column => (
                <th key={column} scope="col">
                  {text.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {checkpoint.subtasks.map(part => (
              <SubtaskRow
                key={part.actor}
                name={actorName(scene, part.actor)}
                part={part}
                triggeredAt={checkpoint.triggeredAt}
                straggler={behind.has(part.actor)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.note}>{text.unit}</p>
      {behind.size > 0 && <p className={styles.note}>{text.stragglerRule}</p>}
    </Section>
  )
}

/** Milliseconds with at most one decimal: the unit is said once, under the table. */
const inMs = (micros: number): string => (micros < 0 ? '–' : String(Math.round(micros / 100) / 10))

interface RowProps {
  readonly name: string
  readonly part: SubtaskCheckpointFrame
  readonly triggeredAt: number
  readonly straggler: boolean
}

function SubtaskRow({ name, part, triggeredAt, straggler }: RowProps) {
  const text = useTexts(checkpointTexts)
  const phases = useText().phases
  const acked = part.ackedAt >= 0
  return (
    <tr className={classes(straggler && styles.straggler)}>
      <th scope="row">
        <button
          type="button"
          className={table.link}
          onClick={() => select({ type: 'task', actor: part.actor })}
        >
          {name}
        </button>
        {straggler && (
          <span className={styles.mark}>
            <span aria-hidden="true">▲ </span>
            {text.straggler}
          </span>
        )}
      </th>
      <td>{inMs(part.startDelay)}</td>
      <td>{inMs(part.alignment)}</td>
      <td>{inMs(part.sync)}</td>
      <td>{inMs(part.async)}</td>
      {acked ? (
        <>
          <td>{inMs(part.ackedAt - triggeredAt)}</td>
          <td className={styles.size}>{bytes(part.bytes)}</td>
        </>
      ) : (
        <td colSpan={2} className={styles.phase}>
          {text.notAcknowledged(phases[part.phase](part.barriersSeen, part.barriersTotal))}
        </td>
      )}
    </tr>
  )
}
