/** Which checkpoint goes into a file, and how it is packed. */
import { useState, type FormEvent } from 'react'
import { saveSnapshot } from '../../../store/files.ts'
import { session } from '../../../store/session.ts'
import { moment } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { useSession } from '../../kit/hooks.ts'
import form from '../../kit/form.module.css'
import styles from './files.module.css'
import { filesTexts } from './text.ts'
import { useRetained } from './use-retained.ts'

const PASSPHRASE_MIN = 8

const close = () => session.setState({ dialog: null })

export function ExportDialog() {
  const text = useTexts(filesTexts)
  const open = useSession(state => state.dialog === 'export-snapshot')
  return (
    <Dialog open={open} onClose={close} title={text.exportTitle} closeLabel={text.close}>
      <ExportForm />
    </Dialog>
  )
}

function ExportForm() {
  const text = useTexts(filesTexts)
  const retained = useRetained()
  const selected = useSession(state => (state.selection?.type === 'checkpoint' ? state.selection.id : -1))
  const [chosen, setChosen] = useState(retained.find(one => one.id === selected)?.id ?? retained[0]?.id)
  const [zip, setZip] = useState(false)
  const [seals, setSeals] = useState(false)
  const [words, setWords] = useState<readonly [string, string]>(['', ''])
  const [saving, setSaving] = useState(false)
  const problem = seals ? passphraseProblem(words, text) : null
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (chosen === undefined || problem !== null) return
    setSaving(true)
    await saveSnapshot(chosen, { zip, passphrase: seals ? words[0] : null }).finally(() => setSaving(false))
    close()
  }
  return (
    <form className={styles.form} onSubmit={event => void save(event)}>
      <p className={form.about}>{text.exportAbout}</p>
      <label className={styles.field}>
        {text.checkpoint}
        <select value={chosen} onChange={event => setChosen(Number(event.target.value))}>
          {retained.map(({ id, endedAt, snapshot }) => (
            <option key={id} value={id}>
              {snapshot.kind === 'savepoint'
                ? text.savepointOption(id, moment(endedAt))
                : text.checkpointOption(id, moment(endedAt))}
            </option>
          ))}
        </select>
      </label>
      <Choice checked={zip} label={text.zip} note={text.zipNote} onChange={setZip} />
      <Choice checked={seals} label={text.seal} note={text.sealNote} onChange={setSeals} />
      {seals && <Passphrases words={words} onChange={setWords} />}
      <div className={styles.buttons}>
        <Button look="solid" type="submit" unavailable={saving ? text.saving : problem}>
          {text.save}
        </Button>
      </div>
    </form>
  )
}

function passphraseProblem(
  [first, second]: readonly [string, string],
  text: (typeof filesTexts)['en'],
): string | null {
  if (first.length < PASSPHRASE_MIN) return text.tooShort(PASSPHRASE_MIN)
  return first === second ? null : text.differ
}

interface ChoiceProps {
  readonly checked: boolean
  readonly label: string
  readonly note: string
  readonly onChange: (checked: boolean) => void
}

function Choice({ checked, label, note, onChange }: ChoiceProps) {
  return (
    <label className={form.choice}>
      <input type="checkbox" checked={checked} onChange={event => onChange(event.target.checked)} />
      <span>
        {label}
        <span className={form.note}>{note}</span>
      </span>
    </label>
  )
}

interface PassphrasesProps {
  readonly words: readonly [string, string]
  readonly onChange: (words: readonly [string, string]) => void
}

function Passphrases({ words, onChange }: PassphrasesProps) {
  const text = useTexts(filesTexts)
  return (
    <>
      <label className={styles.field}>
        {text.passphrase}
        <input
          type="password"
          autoComplete="new-password"
          value={words[0]}
          onChange={event => onChange([event.target.value, words[1]])}
        />
      </label>
      <label className={styles.field}>
        {text.again}
        <input
          type="password"
          autoComplete="new-password"
          value={words[1]}
          onChange={event => onChange([words[0], event.target.value])}
        />
      </label>
    </>
  )
}
