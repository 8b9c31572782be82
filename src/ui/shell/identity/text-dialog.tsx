/** One's own words as the records: typed, pasted, or from a text file. */
import { useRef, useState } from 'react'
import { FILE_BYTES_MAX, openFile } from '../../../store/files.ts'
import { startPipeline } from '../../../store/runs.ts'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import styles from './text-dialog.module.css'

const close = () => session.setState({ dialog: null })

export function TextDialog() {
  const text = useTexts(shellTexts)
  const open = useSession(state => state.dialog === 'text')
  return (
    <Dialog open={open} onClose={close} title={text.pipeline.textTitle} closeLabel={text.close}>
      <TextForm />
    </Dialog>
  )
}

function TextForm() {
  const text = useTexts(shellTexts).pipeline
  const pipeline = useSession(state => state.pipelines.find(one => one.acceptsText) ?? null)
  const running = useSession(state => state.state?.spec.workload.text)
  const [words, setWords] = useState(running ?? pipeline?.defaultText ?? '')
  const picker = useRef<HTMLInputElement>(null)
  const run = async () => {
    if (pipeline !== null && (await startPipeline(pipeline, words))) close()
  }
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        void run()
      }}
    >
      <label className={styles.label}>
        {text.textLabel}
        <textarea
          className={styles.words}
          rows={8}
          spellCheck={false}
          value={words}
          onChange={event => setWords(event.target.value)}
        />
      </label>
      <p className={styles.hint}>
        {text.textHint} {text.textSize(words.length)}
      </p>
      <div className={styles.buttons}>
        <input
          ref={picker}
          type="file"
          accept=".txt,.csv,text/plain"
          className="visually-hidden"
          tabIndex={-1}
          aria-label={text.textFile}
          onChange={event => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file !== undefined) void readInto(file, setWords)
          }}
        />
        <Button look="outline" onClick={() => picker.current?.click()}>
          {text.textFile}
        </Button>
        <Button look="solid" type="submit" unavailable={/\S/.test(words) ? null : text.textEmpty}>
          {text.run}
        </Button>
      </div>
    </form>
  )
}

/** A file within reason is shown to be edited; anything larger goes the way of every file, where it is refused. */
async function readInto(file: File, setWords: (words: string) => void): Promise<void> {
  if (file.size > FILE_BYTES_MAX / 64) await openFile(file).finally(close)
  else setWords(await file.text())
}
