/** A locked file was opened: it asks for the passphrase, and again where it was another one. */
import { useId, useState, type FormEvent } from 'react'
import { openPacked } from '../../../store/files.ts'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { useSession } from '../../kit/hooks.ts'
import form from '../../kit/form.module.css'
import styles from './files.module.css'
import { filesTexts } from './text.ts'

const close = () => session.setState({ dialog: null, lockedFile: null })

export function PassphraseDialog() {
  const text = useTexts(filesTexts)
  const locked = useSession(state => state.lockedFile)
  const open = useSession(state => state.dialog === 'passphrase')
  return (
    <Dialog open={open && locked !== null} onClose={close} title={text.openTitle} closeLabel={text.close}>
      {locked !== null && <PassphraseForm file={locked.file} isWrong={locked.isWrong} />}
    </Dialog>
  )
}

function PassphraseForm({ file, isWrong }: { readonly file: File; readonly isWrong: boolean }) {
  const text = useTexts(filesTexts)
  const problemId = useId()
  const [words, setWords] = useState('')
  const [opening, setOpening] = useState(false)
  const open = async (event: FormEvent) => {
    event.preventDefault()
    if (words === '') return
    setOpening(true)
    await openPacked(file, words).finally(() => setOpening(false))
  }
  return (
    <form className={styles.form} onSubmit={event => void open(event)}>
      <p className={form.about}>{text.openAbout(file.name)}</p>
      <label className={styles.field}>
        {text.passphrase}
        <input
          type="password"
          autoComplete="current-password"
          value={words}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? problemId : undefined}
          onChange={event => setWords(event.target.value)}
        />
      </label>
      {isWrong && (
        <p id={problemId} role="alert" className={styles.problem}>
          {text.wrong}
        </p>
      )}
      <div className={styles.buttons}>
        <Button look="solid" type="submit" unavailable={opening ? text.opening : null}>
          {text.open}
        </Button>
      </div>
    </form>
  )
}
