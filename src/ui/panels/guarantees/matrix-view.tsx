/** Worst moments against guarantees. An empty cell is a button that runs it; a filled one opens its run. */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import {
  aimMatrix,
  cellKey,
  guarantees,
  GUARANTEES,
  MOMENTS,
  openMatrixCell,
  runAllCells,
  runCell,
  type GuaranteeId,
  type MatrixCell,
  type MomentId,
} from '../../../store/guarantees.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { classes } from '../../kit/classes.ts'
import { OutcomeMark, outputLeg, SIGNS, useLegWords } from './outcome-mark.tsx'
import { guaranteeTexts } from './text.ts'
import styles from './guarantees.module.css'

const LEGEND = ['exact', 'duplicated', 'lost'] as const

export function MatrixView({ target }: { readonly target: string }) {
  const text = useTexts(guaranteeTexts)
  const matrix = useStore(guarantees, state => state.matrix)
  useEffect(() => aimMatrix(target), [target])
  const done = [...matrix.values()].filter(place => place !== 'running').length
  return (
    <section className={styles.section} aria-labelledby="worst-moment">
      <header className={styles.head}>
        <h2 id="worst-moment" className={styles.title}>
          {text.matrixTitle}
        </h2>
        <p className={styles.note}>{text.matrixNote(target)}</p>
        <span className={styles.filled}>{text.filled(done, MOMENTS.length * GUARANTEES.length)}</span>
        <Button look="outline" onClick={() => void runAllCells()}>
          {text.runAll}
        </Button>
      </header>
      <div className={styles.scroll}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">{text.moment}</th>
              {GUARANTEES.map(({ id }) => (
                <th key={id} scope="col">
                  {text.guarantees[id]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {MOMENTS.map((moment, i) => (
              <tr key={moment}>
                <th scope="row">
                  <span className={styles.nth}>{i + 1}</span> {text.moments[moment]}
                </th>
                {GUARANTEES.map(({ id }) => (
                  <td key={id}>
                    <Place moment={moment} guarantee={id} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.legend}>
        {LEGEND.map(outcome => (
          <span key={outcome} className={styles[`word-${outcome}`]}>
            <span aria-hidden="true">{SIGNS[outcome]}</span> {text.outcomes[outcome]}
          </span>
        ))}
        <span>{text.columns}</span>
      </p>
    </section>
  )
}

interface PlaceProps {
  readonly moment: MomentId
  readonly guarantee: GuaranteeId
}

function Place({ moment, guarantee }: PlaceProps) {
  const text = useTexts(guaranteeTexts)
  const place = useStore(guarantees, state => state.matrix.get(cellKey(moment, guarantee)))
  if (place === undefined)
    return (
      <button
        type="button"
        className={classes(styles.place, styles.empty)}
        aria-label={text.runCell(moment, guarantee)}
        onClick={() => void runCell(moment, guarantee)}
      >
        {text.run}
      </button>
    )
  if (place === 'running')
    return <span className={classes(styles.place, styles.waiting)}>{text.running}</span>
  if (place === null) return <span className={classes(styles.place, styles.never)}>– {text.never}</span>
  if ('problem' in place)
    return <span className={classes(styles.place, styles.never)}>{text.problem(place.problem.message)}</span>
  return <Filled moment={moment} guarantee={guarantee} made={place} />
}

function Filled({ moment, guarantee, made }: PlaceProps & { readonly made: MatrixCell }) {
  const text = useTexts(guaranteeTexts)
  const words = useLegWords()
  const key = cellKey(moment, guarantee)
  const isOpen = useStore(guarantees, state => state.opened === key)
  const { cell } = made
  const output = outputLeg(cell)
  const came = `${words(cell, 'state')}, ${words(cell, output)}`
  return (
    <button
      type="button"
      className={classes(styles.place, styles.filledPlace, isOpen && styles.isOpen)}
      aria-label={text.openCell(moment, guarantee, came)}
      onClick={() => void openMatrixCell(key, made)}
    >
      <OutcomeMark cell={cell} leg="state" />
      <OutcomeMark cell={cell} leg={output} />
    </button>
  )
}
