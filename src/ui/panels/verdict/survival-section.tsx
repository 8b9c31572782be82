/** What survives which failure, by the settings of this run: a sign and a word for each thing it may take away. */
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

const survivalTexts = defineTexts(
  {
    title: 'What survives which failure',
    note: 'Restored: as of the last completed checkpoint, and the records behind it are read again. What is grey needs another high-availability.type.',
    failures,
    survivors,
    fates,
  },
  {
    title: '什么能在哪种故障后保留',
    note: '恢复：回到最近完成的检查点，其后的记录重新读取。灰色的部分需要另一种 high-availability.type。',
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
  if (scene.survival.length === 0) return null
  return (
    <Section title={text.title} tone="quiet">
      <dl>
        {scene.survival.map(({ failure, applies, fates: row }) => (
          <div key={failure} className={classes(styles.failure, !applies && styles.elsewhere)}>
            <dt>{text.failures[failure]}</dt>
            <dd>
              {(Object.keys(row) as Survivor[]).map(survivor => (
                <span key={survivor} className={styles.fate}>
                  {text.survivors[survivor]}{' '}
                  <span className={applies ? TONES[row[survivor]] : undefined}>
                    <span aria-hidden="true">{SIGNS[row[survivor]]} </span>
                    {text.fates[row[survivor]]}
                  </span>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>{text.note}</p>
    </Section>
  )
}
