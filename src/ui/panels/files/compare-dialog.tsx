/** Two snapshots beside each other: what came, went and changed between them. */
import { useEffect, useRef, useState } from 'react'
import type { SnapshotDiff } from '../../../interop/snapshot-diff/diff.ts'
import { compareSnapshots } from '../../../store/run-commands.ts'
import { session } from '../../../store/session.ts'
import type { Result, SnapshotSource } from '../../../worker/protocol.ts'
import { moment } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Dialog } from '../../kit/dialog.tsx'
import { useSession } from '../../kit/hooks.ts'
import { Differences } from './differences.tsx'
import form from '../../kit/form.module.css'
import styles from './files.module.css'
import { filesTexts } from './text.ts'
import { useRetained } from './use-retained.ts'

const close = () => session.setState({ dialog: null })

export function CompareDialog() {
  const text = useTexts(filesTexts)
  const open = useSession(state => state.dialog === 'compare-snapshots')
  return (
    <Dialog open={open} onClose={close} title={text.compareTitle} closeLabel={text.close} wide>
      <Comparison />
    </Dialog>
  )
}

/** A snapshot to compare, and the file it is from, if it is from one. */
interface Side {
  readonly source: SnapshotSource
  readonly fileName: string | null
}

const checkpointSide = (id: number | undefined): Side | null =>
  id === undefined ? null : { source: { type: 'checkpoint', id }, fileName: null }

function Comparison() {
  const text = useTexts(filesTexts)
  const retained = useRetained()
  const [before, setBefore] = useState(() => checkpointSide((retained[1] ?? retained[0])?.id))
  const [after, setAfter] = useState(() => checkpointSide(retained[0]?.id))
  const answer = useDiff(before, after)
  return (
    <div className={styles.form}>
      <p className={form.about}>{text.compareAbout}</p>
      <div className={styles.sides}>
        <SideChoice label={text.earlier} side={before} onChange={setBefore} />
        <SideChoice label={text.later} side={after} onChange={setAfter} />
      </div>
      <div aria-live="polite">
        {answer !== null && !answer.ok && (
          <p className={styles.problem}>
            {answer.error.path}: {answer.error.message}
          </p>
        )}
        {answer?.ok === true && <Differences diff={answer.value} />}
      </div>
    </div>
  )
}

function useDiff(before: Side | null, after: Side | null): Result<SnapshotDiff> | null {
  const [answer, setAnswer] = useState<Result<SnapshotDiff> | null>(null)
  useEffect(() => {
    if (before === null || after === null) return
    let isCurrent = true
    void compareSnapshots(before.source, after.source).then(found => isCurrent && setAnswer(found))
    return () => {
      isCurrent = false
    }
  }, [before, after])
  return answer
}

interface SideChoiceProps {
  readonly label: string
  readonly side: Side | null
  readonly onChange: (side: Side | null) => void
}

const FILE = 'file'
/** Value of the option that stands for the file chosen before. */
const CHOSEN = 'chosen'

function SideChoice({ label, side, onChange }: SideChoiceProps) {
  const text = useTexts(filesTexts)
  const retained = useRetained()
  const picker = useRef<HTMLInputElement>(null)
  const choose = (value: string) => {
    if (value === FILE) picker.current?.click()
    else onChange(checkpointSide(Number(value)))
  }
  return (
    <div className={styles.field}>
      <label className={styles.field}>
        {label}
        <select value={valueOf(side)} onChange={event => choose(event.target.value)}>
          {side !== null && side.fileName !== null && <option value={CHOSEN}>{side.fileName}</option>}
          {retained.map(({ id, endedAt, snapshot }) => (
            <option key={id} value={id}>
              {snapshot.kind === 'savepoint'
                ? text.savepointOption(id, moment(endedAt))
                : text.checkpointOption(id, moment(endedAt))}
            </option>
          ))}
          <option value={FILE}>{text.fromFile}</option>
        </select>
      </label>
      <input
        ref={picker}
        type="file"
        accept=".json,application/json"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={`${label}: ${text.fromFile}`}
        onChange={event => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file !== undefined) void sideOf(file).then(onChange)
        }}
      />
    </div>
  )
}

function valueOf(side: Side | null): string {
  if (side === null) return ''
  return side.source.type === 'checkpoint' ? String(side.source.id) : CHOSEN
}

async function sideOf(file: File): Promise<Side> {
  return { source: { type: 'file', text: await file.text() }, fileName: file.name }
}
