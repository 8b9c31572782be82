/** The differences as tables: for each operator its splits, then its states. */
import type { OperatorDiff, SnapshotDiff, StateDiff } from '../../../interop/snapshot-diff/diff.ts'
import { useTexts } from '../../i18n/texts.ts'
import { classes } from '../../kit/classes.ts'
import table from '../../kit/table.module.css'
import form from '../../kit/form.module.css'
import styles from './files.module.css'
import { filesTexts } from './text.ts'

export function Differences({ diff }: { readonly diff: SnapshotDiff }) {
  const text = useTexts(filesTexts)
  if (diff.isEqual) return <p>{text.equal}</p>
  return diff.operators.map(operator => <Operator key={operator.uid} operator={operator} />)
}

const offsetText = (offset: number | null): string | null => (offset === null ? null : String(offset))

function Operator({ operator }: { readonly operator: OperatorDiff }) {
  const text = useTexts(filesTexts)
  const { uid, change, parallelism, states, splits } = operator
  const [before, after] = parallelism
  return (
    <section className={styles.operator}>
      <h3 className={styles.heading}>
        {text.operatorChange[change](uid)}
        {before !== null && after !== null && before !== after && (
          <span className={form.note}>{text.rescaled(before, after)}</span>
        )}
      </h3>
      {splits.length > 0 && (
        <Rows
          caption={text.offset}
          head={text.split}
          rows={splits.map(split => ({
            key: split.id,
            before: offsetText(split.before),
            after: offsetText(split.after),
          }))}
        />
      )}
      {states.map(state => (
        <State key={state.state} state={state} />
      ))}
    </section>
  )
}

function State({ state }: { readonly state: StateDiff }) {
  const text = useTexts(filesTexts)
  const { added, removed, changed, same } = state.counts
  const all = added + removed + changed
  return (
    <>
      <Rows
        caption={`${state.state} · ${text.counts(added, removed, changed, same)}`}
        head={text.key}
        rows={state.rows}
      />
      {state.rows.length < all && <p className={form.note}>{text.shown(state.rows.length, all)}</p>}
    </>
  )
}

interface RowsProps {
  readonly caption: string
  readonly head: string
  readonly rows: StateDiff['rows']
}

function Rows({ caption, head, rows }: RowsProps) {
  const text = useTexts(filesTexts)
  return (
    <table className={classes(table.table, styles.rows)}>
      <caption className={styles.caption}>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col">{text.earlier}</th>
          <th scope="col">{text.later}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.key}>
            <th scope="row">{row.key}</th>
            <Value value={row.before} />
            <Value value={row.after} />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({ value }: { readonly value: string | null }) {
  const text = useTexts(filesTexts)
  return value === null ? <td className={styles.absent}>{text.absent}</td> : <td>{value}</td>
}
