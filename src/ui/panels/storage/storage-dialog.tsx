/** Storage: where checkpoints are kept, how much room there is, and the jobs that lie in a store. */
import { useEffect, useState } from 'react'
import { STORES } from '../../../store/preferences.ts'
import { session } from '../../../store/session.ts'
import { askToPersist, preferStore, readRoom, type Room } from '../../../store/storage.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { usePreferences, useSession } from '../../kit/hooks.ts'
import form from '../../kit/form.module.css'
import styles from './storage.module.css'
import { StoredJobs } from './stored-jobs.tsx'
import { storageTexts } from './text.ts'

export const openStorage = (): void => session.setState({ dialog: 'storage' })
const close = (): void => session.setState({ dialog: null })

export function StorageDialog() {
  const text = useTexts(storageTexts)
  const open = useSession(state => state.dialog === 'storage')
  return (
    <Dialog wide open={open} onClose={close} title={text.title} closeLabel={text.close}>
      <div className={styles.parts}>
        <p className={form.note}>{text.about}</p>
        <Where />
        <ThisRun />
        <RoomLeft />
        <StoredJobs />
      </div>
    </Dialog>
  )
}

function Where() {
  const text = useTexts(storageTexts)
  const { store } = usePreferences()
  const byConfig = useSession(state => state.state?.spec.config['weir.store'])
  return (
    <fieldset className={styles.where}>
      <legend className={styles.heading}>{text.where}</legend>
      {STORES.map(kind => (
        <label key={kind} className={form.choice}>
          <input
            type="radio"
            name="store"
            value={kind}
            checked={store === kind}
            onChange={() => preferStore(kind)}
          />
          <span>
            {text.stores[kind]}
            <span className={form.note}>{text.notes[kind]}</span>
          </span>
        </label>
      ))}
      {byConfig !== undefined && <p className={form.note}>{text.byConfig(byConfig)}</p>}
    </fieldset>
  )
}

/** What became of the newest checkpoint of the run on the page. */
function ThisRun() {
  const text = useTexts(storageTexts)
  const keeping = useSession(state => state.keeping)
  if (keeping === null) return null
  const { last, problem, store, state } = keeping
  return (
    <section>
      <h3 className={styles.heading}>{text.now}</h3>
      <output>
        {problem !== null && (
          <p className={styles.problem}>{text.problems[problem.code] ?? problem.message}</p>
        )}
        {state === 'elsewhere' && <p className={styles.problem}>{text.taken}</p>}
        {state === 'lost' && <p className={styles.problem}>{text.lost}</p>}
        {last === null ? (
          state === 'writing' ? (
            text.writing
          ) : (
            text.notYet
          )
        ) : (
          <>
            {text.kept(last.checkpoint, text.stores[store])}
            <span className={form.note}>{text.cost(last.bytes, last.writtenBytes, last.spentMs)}</span>
          </>
        )}
      </output>
    </section>
  )
}

function RoomLeft() {
  const text = useTexts(storageTexts)
  const [room, setRoom] = useState<Room | null>(null)
  const [refused, setRefused] = useState(false)
  const last = useSession(state => state.keeping?.last)
  useEffect(() => {
    let isCurrent = true
    void readRoom().then(read => isCurrent && setRoom(read))
    return () => {
      isCurrent = false
    }
  }, [last])
  const ask = async () => {
    setRefused(!(await askToPersist()))
    setRoom(await readRoom())
  }
  return (
    <section>
      <h3 className={styles.heading}>{text.room}</h3>
      <p>{room === null ? text.roomUnknown : text.used(room.usage, room.quota)}</p>
      {room !== null && (
        <p className={styles.line}>
          <span className={form.note}>{room.persisted ? text.persisted : text.notPersisted}</span>
          {!room.persisted && <Button onClick={() => void ask()}>{text.persist}</Button>}
          {refused && !room.persisted && <output>{text.refused}</output>}
        </p>
      )}
    </section>
  )
}
