/** What the stores of this browser do when asked now. Kept apart from everything that is estimated or simulated. */
import { useState } from 'react'
import { bytes } from '../../../interop/advisor/advise.ts'
import { measureStore } from '../../../store/stores.ts'
import type { Result } from '../../../worker/protocol.ts'
import type { StoreKind, StoreMeasurement } from '../../../worker/storage-protocol.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { classes } from '../../kit/classes.ts'
import table from '../../kit/table.module.css'
import form from '../../kit/form.module.css'
import styles from './advisor.module.css'
import { advisorTexts } from './text.ts'

const STORES: readonly StoreKind[] = ['memory', 'indexeddb', 'opfs']

type Measured = readonly [StoreKind, Result<StoreMeasurement>]

export function Measurements() {
  const text = useTexts(advisorTexts)
  const [found, setFound] = useState<readonly Measured[]>([])
  const [busy, setBusy] = useState(false)
  const measure = async () => {
    setBusy(true)
    setFound([])
    for (const store of STORES) {
      const answer = await measureStore(store)
      setFound(before => [...before, [store, answer]])
    }
    setBusy(false)
  }
  return (
    <section className={styles.measured}>
      <h3 className={styles.heading}>{text.measureTitle}</h3>
      <p className={form.note}>{text.measureAbout}</p>
      <Button look="outline" unavailable={busy ? text.measuring : null} onClick={() => void measure()}>
        {text.measure}
      </Button>
      {found.length > 0 && <Table found={found} />}
    </section>
  )
}

function Table({ found }: { readonly found: readonly Measured[] }) {
  const text = useTexts(advisorTexts)
  return (
    <table className={classes(table.table, styles.table)} aria-live="polite">
      <thead>
        <tr>
          {text.measured.map(head => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {found.map(([store, answer]) => (
          <tr key={store}>
            <th scope="row">{text.stores[store]}</th>
            {answer.ok ? (
              <>
                <td>{text.perSecond(bytes(answer.value.written))}</td>
                <td>{text.perSecond(bytes(answer.value.read))}</td>
                <td>{answer.value.commitMs.toFixed(1)} ms</td>
              </>
            ) : (
              <td colSpan={3}>{text.unavailable(answer.error.message)}</td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
