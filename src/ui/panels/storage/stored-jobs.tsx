/** The jobs in the stores, each with its checkpoints, and what can be done with them. */
import { useCallback, useEffect, useState } from 'react'
import { STORES } from '../../../store/preferences.ts'
import { deleteJob, listJobs, restoreJob, verifyJob } from '../../../store/storage.ts'
import {
  JOBS_MAX,
  type StoredCheckpoint,
  type StoredDamage,
  type StoredJob,
  type StoreKind,
} from '../../../worker/storage-protocol.ts'
import type { Problem, Result } from '../../../worker/protocol.ts'
import { bytes, grouped } from '../../i18n/format.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useSession } from '../../kit/hooks.ts'
import tables from '../../kit/table.module.css'
import form from '../../kit/form.module.css'
import styles from './storage.module.css'
import { storageTexts } from './text.ts'
import { age, titleOf } from './words.ts'

export function StoredJobs() {
  const text = useTexts(storageTexts)
  return (
    <section>
      <h3 className={styles.heading}>{text.jobs}</h3>
      <p className={form.note}>{text.limit(JOBS_MAX)}</p>
      <div className={styles.stores}>
        {STORES.map(kind => (
          <JobsIn key={kind} kind={kind} />
        ))}
      </div>
    </section>
  )
}

/** Read again whenever a checkpoint of this run was stored, and after each action. */
function useJobs(kind: StoreKind): readonly [Result<readonly StoredJob[]> | null, () => void] {
  const [jobs, setJobs] = useState<Result<readonly StoredJob[]> | null>(null)
  const [turn, setTurn] = useState(0)
  const keeping = useSession(state => state.keeping)
  const state = keeping?.store === kind ? `${keeping.state} ${keeping.last?.savedAtMs}` : ''
  useEffect(() => {
    let isCurrent = true
    void listJobs(kind).then(read => isCurrent && setJobs(read))
    return () => {
      isCurrent = false
    }
  }, [kind, state, turn])
  return [jobs, useCallback(() => setTurn(now => now + 1), [])]
}

function JobsIn({ kind }: { readonly kind: StoreKind }) {
  const text = useTexts(storageTexts)
  const [jobs, reload] = useJobs(kind)
  if (jobs === null) return null
  if (!jobs.ok) return <p className={form.note}>{problemText(jobs.error, kind, text)}</p>
  if (jobs.value.length === 0) return <p className={form.note}>{text.none(text.stores[kind])}</p>
  return (
    <ul className={styles.jobs}>
      {jobs.value.map(job => (
        <Job key={job.job} kind={kind} job={job} onChange={reload} />
      ))}
    </ul>
  )
}

function problemText(problem: Problem, kind: StoreKind, text: (typeof storageTexts)['en']): string {
  const known = text.problems[problem.code.replace(/^store-/, '')]
  return `${text.stores[kind]}: ${known ?? problem.message}`
}

interface JobProps {
  readonly kind: StoreKind
  readonly job: StoredJob
  readonly onChange: () => void
}

function Job({ kind, job, onChange }: JobProps) {
  const text = useTexts(storageTexts)
  const language = useLanguage()
  const [damages, setDamages] = useState<readonly StoredDamage[] | null>(null)
  const isOwn = useSession(
    ({ keeping }) =>
      keeping?.store === kind && keeping.job === job.job && ['ready', 'writing'].includes(keeping.state),
  )
  const inUse = job.owned && !isOwn ? text.usedElsewhere : null
  const verify = async () => {
    const answer = await verifyJob(kind, job.job)
    if (answer.ok) setDamages(answer.value)
  }
  const remove = async (checkpoint: number | null) => {
    await deleteJob(kind, job.job, checkpoint)
    onChange()
  }
  return (
    <li className={styles.job}>
      <p className={styles.line}>
        <strong>{text.jobTitle(titleOf(job, language), job.job.slice(0, 8))}</strong>
        <span className={form.note}>
          {[
            text.stores[kind],
            bytes(job.bytes),
            ...(isOwn ? [text.own] : job.owned ? [text.elsewhere] : []),
          ].join(' · ')}
        </span>
      </p>
      {job.checkpoints.length === 0 ? (
        <p className={form.note}>{text.nothingWhole}</p>
      ) : (
        <Checkpoints list={job.checkpoints} inUse={inUse} onDelete={id => void remove(id)} />
      )}
      <Damages list={damages ?? job.damages} verified={damages?.length === 0} />
      <p className={styles.line}>
        <Button
          look="outline"
          unavailable={job.checkpoints.length === 0 ? text.nothingWhole : null}
          onClick={() => void restoreJob(kind, job.job)}
        >
          {text.restore}
        </Button>
        <Button look="outline" onClick={() => void verify()}>
          {text.verify}
        </Button>
        <Button look="outline" unavailable={inUse} onClick={() => void remove(null)}>
          {text.remove}
        </Button>
      </p>
    </li>
  )
}

function Damages({ list, verified }: { readonly list: readonly StoredDamage[]; readonly verified: boolean }) {
  const text = useTexts(storageTexts)
  return (
    <output>
      {verified && text.verified}
      {list.map(({ checkpoint, place }) => (
        <p key={`${checkpoint} ${place}`} className={styles.problem}>
          {text.damaged(checkpoint, place)}
        </p>
      ))}
    </output>
  )
}

interface CheckpointsProps {
  readonly list: readonly StoredCheckpoint[]
  readonly inUse: string | null
  readonly onDelete: (checkpoint: number) => void
}

function Checkpoints({ list, inUse, onDelete }: CheckpointsProps) {
  const text = useTexts(storageTexts)
  const language = useLanguage()
  const [now] = useState(() => Date.now())
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          {[text.checkpoint, text.age, text.rows, text.size, text.written, text.took].map(name => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">
            <span className="visually-hidden">{text.remove}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {list.map(one => (
          <tr key={one.checkpoint}>
            <th scope="row">{one.checkpoint}</th>
            <td>{age(one.savedAtMs, now, language)}</td>
            <td>{grouped(one.rows)}</td>
            <td>{bytes(one.bytes)}</td>
            <td>{bytes(one.writtenBytes)}</td>
            <td>{one.spentMs} ms</td>
            <td>
              <Button
                aria-label={text.removeCheckpoint(one.checkpoint)}
                unavailable={inUse}
                onClick={() => onDelete(one.checkpoint)}
              >
                {text.remove}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
