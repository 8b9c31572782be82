/** How the task's thread spends its time, as Flink's three gauges tell it, and what goes in and out. */
import type { TaskFrame } from '../../../engine/api/frame.ts'
import { duration, grouped } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { hatchUrl } from '../../kit/patterns.tsx'
import { Section } from '../../kit/section.tsx'
import table from '../../kit/table.module.css'
import { usageTexts } from './text-usage.ts'
import styles from './usage-section.module.css'

const SHARES = [
  { name: 'busy', rate: 'busyTimeMsPerSecond', total: 'busyTime', fill: 'var(--text2)' },
  {
    name: 'backPressured',
    rate: 'backPressuredTimeMsPerSecond',
    total: 'backPressuredTime',
    fill: hatchUrl('alignment'),
  },
  { name: 'idle', rate: 'idleTimeMsPerSecond', total: 'idleTime', fill: 'var(--sunken)' },
] as const

export function UsageSection({ task }: { readonly task: TaskFrame }) {
  const text = useTexts(usageTexts)
  const { usage } = task
  if (usage.busyTimeMsPerSecond < 0) return null
  return (
    <Section title={text.title}>
      <UsageBar task={task} />
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{text.thread}</th>
            <th scope="col">{text.perSecond}</th>
            <th scope="col">{text.sinceStart}</th>
          </tr>
        </thead>
        <tbody>
          {SHARES.map(({ name, rate, total, fill }) => (
            <tr key={name}>
              <th scope="row">
                <svg width={10} height={10} aria-hidden="true" className={styles.swatch}>
                  <rect x={0.5} y={0.5} width={9} height={9} fill={fill} stroke="var(--line2)" />
                </svg>
                {text[name]}
              </th>
              <td>{text.rate(usage[rate])}</td>
              <td>{duration(usage[total])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.records}>
        {text.records(grouped(usage.numRecordsIn), grouped(usage.numRecordsOut))}
      </p>
    </Section>
  )
}

function UsageBar({ task }: { readonly task: TaskFrame }) {
  const { usage } = task
  const widths = SHARES.map(({ rate }) => usage[rate])
  const startOf = (i: number) => widths.slice(0, i).reduce((sum, width) => sum + width, 0)
  return (
    <svg className={styles.bar} viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
      {SHARES.map(({ name, rate, fill }, i) => (
        <rect key={name} x={startOf(i)} y={0} width={usage[rate]} height={8} fill={fill} />
      ))}
    </svg>
  )
}
