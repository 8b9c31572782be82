/** One leg of a run that was struck: a sign, how many, and which leg. Never by colour alone. */
import { legOutcome, type Leg, type Outcome, type SweepCell } from '../../../store/guarantees.ts'
import { useTexts } from '../../i18n/texts.ts'
import { classes } from '../../kit/classes.ts'
import { guaranteeTexts } from './text.ts'
import styles from './guarantees.module.css'

export const SIGNS: Readonly<Record<Outcome, string>> = {
  exact: '✓',
  duplicated: '◆',
  lost: '▽',
  wrong: '≠',
  off: '–',
  stuck: '!',
  failed: '✕',
  refused: '·',
}

/** The leg that a reader of the output sees: committed where there are transactions, else plain. */
export const outputLeg = (cell: SweepCell): Leg => (cell.committed.verdict === 'off' ? 'plain' : 'committed')

function amountOf(cell: SweepCell, leg: Leg, outcome: Outcome): string {
  if (outcome === 'duplicated') return `+${cell[leg].duplicated}`
  if (outcome === 'lost') return `−${cell[leg].lost}`
  return outcome === 'exact' ? '0' : ''
}

export function useLegWords(): (cell: SweepCell, leg: Leg) => string {
  const text = useTexts(guaranteeTexts)
  return (cell, leg) => {
    const outcome = legOutcome(cell, leg)
    return `${text.short[leg]} ${text.outcomes[outcome]} ${amountOf(cell, leg, outcome)}`.trim()
  }
}

export function OutcomeMark({ cell, leg }: { readonly cell: SweepCell; readonly leg: Leg }) {
  const text = useTexts(guaranteeTexts)
  const outcome = legOutcome(cell, leg)
  return (
    <span className={classes(styles.mark, styles[outcome])}>
      <span aria-hidden="true">{SIGNS[outcome]}</span> <strong>{amountOf(cell, leg, outcome)}</strong>{' '}
      {text.short[leg]}
    </span>
  )
}
