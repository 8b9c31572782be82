/** Every pair of backend and storage, best first: what it would cost, or why it cannot work. */
import { bytes, type Advice, type Estimate, type Option } from '../../../interop/advisor/advise.ts'
import { offerBackend } from '../../../store/stores.ts'
import { duration } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { classes } from '../../kit/classes.ts'
import table from '../../kit/table.module.css'
import styles from './advisor.module.css'
import { advisorTexts } from './text.ts'

export function Options({ advice }: { readonly advice: Advice }) {
  const text = useTexts(advisorTexts)
  const { recommended, options, stateLater } = advice
  const [first] = options
  return (
    <section className={styles.options}>
      <p className={styles.answer} aria-live="polite">
        {recommended === null ? text.nothing : text.recommended(recommended.backend, recommended.storage)}{' '}
        {text.stateLater(bytes(stateLater))}
      </p>
      {recommended !== null && (
        <Button look="outline" onClick={() => void offerBackend(recommended.backend, recommended.storage)}>
          {text.config}
        </Button>
      )}
      <OptionTable options={options} />
      {first !== undefined && <Formulas estimates={first.estimates} />}
    </section>
  )
}

function OptionTable({ options }: { readonly options: readonly Option[] }) {
  const text = useTexts(advisorTexts)
  const columns = options[0]?.estimates ?? []
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keys that scroll it need a focus
    <section className={styles.scroll} tabIndex={0} aria-label={text.title}>
      <table className={classes(table.table, styles.table)}>
        <thead>
          <tr>
            <th scope="col">{text.backend}</th>
            <th scope="col" className={styles.word}>
              {text.checkpointStorage}
            </th>
            {columns.map(({ name }) => (
              <th key={name} scope="col">
                {text.estimates[name]}
              </th>
            ))}
            <th scope="col" aria-label={text.fits} />
          </tr>
        </thead>
        <tbody>
          {options.map(option => (
            <OptionRow key={`${option.backend} ${option.storage}`} option={option} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function OptionRow({ option }: { readonly option: Option }) {
  const text = useTexts(advisorTexts)
  const { backend, storage, estimates, ruledOut, meetsRecoveryTarget } = option
  const reasons = ruledOut.map(ruling => text.rulings[ruling])
  const verdict =
    reasons.length > 0 ? `✕ ${reasons.join('; ')}` : meetsRecoveryTarget ? `✓ ${text.fits}` : `△ ${text.late}`
  return (
    <tr className={ruledOut.length > 0 ? styles.ruledOut : undefined}>
      <th scope="row">{backend}</th>
      <td className={styles.word}>{storage}</td>
      {estimates.map(estimate => (
        <td key={estimate.name}>{valueText(estimate)}</td>
      ))}
      <td className={styles.word}>{verdict}</td>
    </tr>
  )
}

function valueText({ value, unit }: Estimate): string {
  switch (unit) {
    case 'bytes':
      return bytes(value)
    case 'ms':
      return duration(Math.round(value * 1000))
    case 'share':
      return `${Number((value * 100).toPrecision(2))} %`
  }
}

function Formulas({ estimates }: { readonly estimates: readonly Estimate[] }) {
  const text = useTexts(advisorTexts)
  return (
    <details className={styles.formulas}>
      <summary>{text.formulas}</summary>
      <div className={styles.scroll}>
        <table className={classes(table.table, styles.table)}>
          <thead>
            <tr>
              {text.formulaHead.map(head => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {estimates.map(estimate => (
              <tr key={estimate.name}>
                <th scope="row">{text.estimates[estimate.name]}</th>
                <td className={styles.word}>{estimate.formula}</td>
                <td>{valueText(estimate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
