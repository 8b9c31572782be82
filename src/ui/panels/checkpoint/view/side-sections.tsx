/** What stands beside a checkpoint: what it wrote and holds, the sums over all, and the configuration. */
import type { ReactNode } from 'react'
import type {
  CheckpointConfigAnswer,
  CheckpointsAnswer,
} from '../../../../interop/flink-rest/checkpoint-answers.ts'
import { bytes } from '../../../i18n/format.ts'
import { useTexts } from '../../../i18n/texts.ts'
import { hatchUrl } from '../../../kit/patterns.tsx'
import { Fact, Facts, Section } from '../../../kit/section.tsx'
import table from '../../../kit/table.module.css'
import { flinkBytes, flinkDuration } from './flink-format.ts'
import type { ShownCheckpoint } from './model.ts'
import styles from './side-sections.module.css'
import { viewTexts, type ViewTexts } from './text.ts'

export function UploadSection({ checkpoint }: { readonly checkpoint: ShownCheckpoint }) {
  const text = useTexts(viewTexts)
  const { uploaded, full, persisted, processed } = checkpoint
  const share = full <= 0 ? 0 : Math.min(1, uploaded / full)
  return (
    <Section title={text.uploadedTitle}>
      <p className={styles.big}>
        <strong>{bytes(uploaded)}</strong> {text.ofFull(bytes(full))}
      </p>
      <svg className={styles.bar} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect width={share * 100} height={10} fill={hatchUrl('async')} />
      </svg>
      <p className={styles.note}>
        {uploadNote(checkpoint, share, text)}
        {persisted > 0 && ` ${text.persistedNote(bytes(persisted))}`}
        {processed > 0 && ` ${text.processedNote(bytes(processed))}`}
      </p>
    </Section>
  )
}

function uploadNote({ status, uploaded, full }: ShownCheckpoint, share: number, text: ViewTexts): string {
  switch (status) {
    case 'failed':
      return text.ofNoUse
    case 'in_progress':
      return text.soFar
    case 'completed':
      if (full === 0) return text.nothingHeld
      return full > uploaded ? text.incremental(Math.floor(share * 100)) : text.fullUpload
  }
}

/** By vertex, as the statistics tell it. */
export function HoldsSection({ checkpoint }: { readonly checkpoint: ShownCheckpoint }) {
  const text = useTexts(viewTexts)
  if (checkpoint.vertices.length === 0) return null
  const persisted = checkpoint.persisted > 0
  return (
    <Section title={text.holds}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{text.operator}</th>
            <th scope="col">{text.uploaded}</th>
            <th scope="col">{text.full}</th>
            {persisted && <th scope="col">{text.persisted}</th>}
          </tr>
        </thead>
        <tbody>
          {checkpoint.vertices.map(vertex => (
            <tr key={vertex.id}>
              <th scope="row" className={styles.vertex}>
                {vertex.name}
              </th>
              <td>{bytes(vertex.uploaded)}</td>
              <td>{bytes(vertex.full)}</td>
              {persisted && <td>{bytes(vertex.persisted)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {checkpoint.path !== null && (
        <p className={styles.path}>
          {text.path}: <code>{checkpoint.path}</code>
        </p>
      )}
    </Section>
  )
}

const MEASURES = [
  'end_to_end_duration',
  'checkpointed_size',
  'state_size',
  'processed_data',
  'persisted_data',
] as const
const CUTS = ['min', 'avg', 'max', 'p50', 'p90', 'p95', 'p99', 'p999'] as const

interface CountsProps {
  readonly overview: CheckpointsAnswer
  readonly children?: ReactNode
}

export function CountsSection({ overview, children }: CountsProps) {
  const text = useTexts(viewTexts)
  const { counts, latest } = overview
  return (
    <Section title={text.counts}>
      <Facts>
        <Fact label={text.triggered} value={counts.total} />
        <Fact label={text.inProgress} value={counts.in_progress} />
        <Fact label={text.completed} value={counts.completed} />
        <Fact label={text.failed} value={counts.failed} />
        <Fact label={text.restored} value={counts.restored} />
      </Facts>
      {children}
      {latest.restored !== null && (
        <p className={styles.note}>
          {latest.restored.is_savepoint
            ? text.lastRestoredSavepoint(latest.restored.id)
            : text.lastRestored(latest.restored.id)}
        </p>
      )}
    </Section>
  )
}

/** Minimum, average, maximum and percentiles, by Flink's own estimate of them. */
export function SummarySection({ overview }: { readonly overview: CheckpointsAnswer }) {
  const text = useTexts(viewTexts)
  const { completed } = overview.counts
  if (completed === 0) return <p className={styles.empty}>{text.noneCompleted}</p>
  return (
    <>
      {MEASURES.map(measure => {
        const say = measure === 'end_to_end_duration' ? flinkDuration : flinkBytes
        const values = overview.summary[measure]
        return (
          <Section key={measure} title={text.measures[measure]}>
            <dl className={styles.cuts} aria-label={text.summaryTitle(completed)}>
              {CUTS.map(cut => {
                const value = values[cut]
                return (
                  <div key={cut}>
                    <dt>{cut === 'avg' ? text.average : cut}</dt>
                    <dd>{value === 'NaN' ? 'NaN' : say(Math.floor(value))}</dd>
                  </div>
                )
              })}
            </dl>
          </Section>
        )
      })}
    </>
  )
}

/** Flink's names and values, none of them translated. */
export function ConfigSection({ config }: { readonly config: CheckpointConfigAnswer }) {
  const text = useTexts(viewTexts)
  const { externalization, ...plain } = config
  const entries = [
    ...Object.entries(plain),
    ...Object.entries(externalization).map(([name, value]) => [`externalization.${name}`, value] as const),
  ]
  return (
    <Section title={text.configTitle}>
      <dl className={styles.config} lang="en">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

export function SideNote({ words }: { readonly words: string }) {
  return <p className={styles.empty}>{words}</p>
}
