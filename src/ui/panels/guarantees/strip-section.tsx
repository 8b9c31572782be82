/** The run killed at every step, as a strip: what became of the state above, of the output below. */
import { useStore } from 'zustand'
import {
  giveUp,
  guarantees,
  LEGS,
  openStripCell,
  sweepRun,
  tallyOf,
  type Leg,
  type Outcome,
  type Strip,
  type SweepCell,
} from '../../../store/guarantees.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { StripDrawing } from './strip-drawing.tsx'
import { guaranteeTexts } from './text.ts'
import styles from './guarantees.module.css'

export function StripSection({ target }: { readonly target: string }) {
  const text = useTexts(guaranteeTexts)
  const { strip, sweeping, problem } = useStore(guarantees)
  return (
    <section className={styles.section} aria-labelledby="every-step">
      <header className={styles.head}>
        <h2 id="every-step" className={styles.title}>
          {text.stripTitle}
        </h2>
        <p className={styles.note}>{text.stripNote}</p>
        {strip !== null && (
          <output className={styles.filled}>
            {strip.target}: {text.progress(strip.done, strip.places)}, {text.every(strip.stride)}
          </output>
        )}
        {sweeping ? (
          <Button look="outline" onClick={giveUp}>
            {text.giveUp}
          </Button>
        ) : (
          <Button look="outline" onClick={() => void sweepRun(target)}>
            {text.start(target)}
          </Button>
        )}
      </header>
      {problem !== null && <p className={styles.note}>{text.problem(problem.message)}</p>}
      {strip !== null && <StripDrawing strip={strip} onOpen={cell => void openStripCell(cell)} />}
      {strip !== null && <Counts strip={strip} />}
    </section>
  )
}

const isDone = (cell: SweepCell | undefined): cell is SweepCell => cell !== undefined

function Counts({ strip }: { readonly strip: Strip }) {
  const text = useTexts(guaranteeTexts)
  const tally = tallyOf(strip.cells.filter(isDone))
  const judged = LEGS.filter(leg =>
    Object.keys(tally[leg]).some(outcome => outcome !== 'off' && outcome !== 'refused'),
  )
  const words = (leg: Leg) =>
    (Object.entries(tally[leg]) as [Outcome, number][])
      .map(([outcome, count]) => text.count(count, outcome))
      .join(', ')
  return (
    <dl className={styles.counts}>
      {judged.map(leg => (
        <div key={leg}>
          <dt>{text.legs[leg]}</dt>
          <dd>{words(leg)}</dd>
        </div>
      ))}
    </dl>
  )
}
