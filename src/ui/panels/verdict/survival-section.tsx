/** What survives which failure, by the settings of this run: a table with a sign and a word in each cell. */
import type { FailureCase, Fate, Survivor } from '../../../engine/api/survival.ts'
import type { Scene } from '../../../engine/api/frame.ts'
import { defineTexts, useTexts } from '../../i18n/texts.ts'
import { classes } from '../../kit/classes.ts'
import { Section } from '../../kit/section.tsx'
import table from '../../kit/table.module.css'
import styles from './survival-section.module.css'

const failures: Readonly<Record<FailureCase, string>> = {
  task: 'A task fails',
  taskmanager: 'A TaskManager dies',
  'short-cut': 'Cut off, shortly',
  'long-cut': 'Cut off, beyond heartbeat.timeout',
  'jobmanager-with-ha': 'The JobManager dies, with high availability',
  'jobmanager-without-ha': 'The JobManager dies, without',
}

const survivors: Readonly<Record<Survivor, string>> = {
  state: 'State',
  committed: 'Committed output',
  'pending-checkpoint': 'Checkpoint under way',
  'completed-checkpoints': 'Completed checkpoints',
  files: 'Their files',
  'local-copies': 'Local copies',
  statistics: 'Statistics',
}

const fates: Readonly<Record<Fate, string>> = {
  kept: 'kept',
  restored: 'restored',
  lost: 'lost',
}

const failuresZh: typeof failures = {
  task: '任务失败',
  taskmanager: 'TaskManager 终止',
  'short-cut': '短时断网',
  'long-cut': '断网超过 heartbeat.timeout',
  'jobmanager-with-ha': 'JobManager 终止，有高可用',
  'jobmanager-without-ha': 'JobManager 终止，无高可用',
}

const survivorsZh: typeof survivors = {
  state: '状态',
  committed: '已提交的输出',
  'pending-checkpoint': '进行中的检查点',
  'completed-checkpoints': '已完成的检查点',
  files: '检查点文件',
  'local-copies': '本地副本',
  statistics: '统计',
}

const fatesZh: typeof fates = { kept: '保留', restored: '恢复', lost: '丢失' }

export const survivalTexts = defineTexts(
  {
    title: 'What survives which failure',
    note: 'Restored: as of the last completed checkpoint, and the records behind it are read again. Rows in grey need another high-availability.type.',
    what: 'what',
    failures,
    survivors,
    fates,
  },
  {
    title: '什么能在哪种故障后保留',
    note: '恢复：回到最近完成的检查点，其后的记录重新读取。灰色的行需要另一种 high-availability.type。',
    what: '内容',
    failures: failuresZh,
    survivors: survivorsZh,
    fates: fatesZh,
  },
)

const SIGNS: Readonly<Record<Fate, string>> = { kept: '●', restored: '↺', lost: '✕' }
const TONES: Readonly<Record<Fate, string | undefined>> = {
  kept: table.ok,
  restored: table.wait,
  lost: table.fail,
}

export function SurvivalSection({ scene }: { readonly scene: Scene }) {
  const text = useTexts(survivalTexts)
  const [first] = scene.survival
  if (first === undefined) return null
  const columns = Object.keys(first.fates) as Survivor[]
  return (
    <Section title={text.title} tone="quiet">
      <div className={styles.scroll}>
        <table className={classes(table.table, styles.table)}>
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">{text.what}</span>
              </th>
              {columns.map(column => (
                <th key={column} scope="col">
                  {text.survivors[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {scene.survival.map(({ failure, applies, fates: row }) => (
              <tr key={failure} className={applies ? undefined : styles.elsewhere}>
                <th scope="row">{text.failures[failure]}</th>
                {columns.map(column => (
                  <td key={column} className={TONES[row[column]]}>
                    <span aria-hidden="true">{SIGNS[row[column]]} </span>
                    {text.fates[row[column]]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.note}>{text.note}</p>
    </Section>
  )
}
