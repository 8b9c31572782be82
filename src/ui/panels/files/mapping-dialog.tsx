/** State of a snapshot and the operators of a job with other uids: a person says what goes where. */
import { useState, type FormEvent } from 'react'
import type { MappingPlan, StoredOperator, UidMap } from '../../../interop/snapshot-file/remap.ts'
import { startMapped } from '../../../store/files.ts'
import { session, type Session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { useSession } from '../../kit/hooks.ts'
import form from '../../kit/form.module.css'
import styles from './files.module.css'
import { filesTexts } from './text.ts'

const close = () => session.setState({ dialog: null, mappedSnapshot: null })

export function MappingDialog() {
  const text = useTexts(filesTexts)
  const mapped = useSession(state => state.mappedSnapshot)
  const open = useSession(state => state.dialog === 'map-snapshot')
  return (
    <Dialog open={open && mapped !== null} onClose={close} title={text.mapTitle} closeLabel={text.close}>
      {mapped !== null && <MappingForm key={mapped.fileName} mapped={mapped} />}
    </Dialog>
  )
}

function MappingForm({ mapped }: { readonly mapped: NonNullable<Session['mappedSnapshot']> }) {
  const text = useTexts(filesTexts)
  const { fileName, into, plan } = mapped
  const [uids, setUids] = useState<UidMap>(plan.proposal)
  const [problem, setProblem] = useState<string | null>(null)
  const [starting, setStarting] = useState(false)
  const dropped = plan.stored.filter(({ uid }) => uids[uid] === null).map(({ uid }) => uid)
  const start = async (event: FormEvent) => {
    event.preventDefault()
    setStarting(true)
    const refused = await startMapped(uids).finally(() => setStarting(false))
    setProblem(refused === null ? null : `${refused.path}: ${refused.message}`)
  }
  return (
    <form className={styles.form} onSubmit={event => void start(event)}>
      <p className={form.about}>{text.mapAbout[into](fileName)}</p>
      {plan.stored.length === 0 && <p>{text.nothingStored}</p>}
      {plan.stored.map(operator => (
        <OperatorChoice
          key={operator.uid}
          operator={operator}
          job={plan.job}
          chosen={uids[operator.uid] ?? null}
          onChange={uid => setUids({ ...uids, [operator.uid]: uid })}
        />
      ))}
      {dropped.length > 0 && <p className={form.note}>{text.dropped(dropped.join(', '))}</p>}
      {problem !== null && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <div className={styles.buttons}>
        <Button look="solid" type="submit" unavailable={starting ? text.starting : null}>
          {text.start}
        </Button>
      </div>
    </form>
  )
}

interface OperatorChoiceProps {
  readonly operator: StoredOperator
  readonly job: MappingPlan['job']
  readonly chosen: string | null
  readonly onChange: (uid: string | null) => void
}

/** Value of the option that lets the state go; a uid is never empty. */
const NOBODY = ''

function OperatorChoice({ operator, job, chosen, onChange }: OperatorChoiceProps) {
  const text = useTexts(filesTexts)
  const { uid, entries } = operator
  return (
    <label className={styles.field}>
      <span>
        {text.storedOperator} <code>{uid}</code> · {text.entries(entries)} · {text.goesTo}
      </span>
      <select
        value={chosen ?? NOBODY}
        onChange={event => onChange(event.target.value === NOBODY ? null : event.target.value)}
      >
        {job.map(({ uid: target, name }) => (
          <option key={target} value={target}>
            {target === name ? target : `${target} · ${name}`}
          </option>
        ))}
        <option value={NOBODY}>{text.dropState}</option>
      </select>
    </label>
  )
}
