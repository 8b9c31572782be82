/** A sweep as text: one sign a step, a count for each outcome, one row for each leg. */
import {
  LEGS,
  legOutcome,
  OUTCOMES,
  outcomeOf,
  tallyOf,
  type Leg,
  type Outcome,
  type SweepCell,
} from '../../src/worker/sweep/outcome.ts'

const SIGNS: Readonly<Record<Outcome, string>> = {
  exact: '·',
  duplicated: '+',
  lost: '-',
  wrong: '≠',
  off: ' ',
  stuck: '!',
  failed: 'x',
  refused: '_',
}

const WIDTH = 100
const NAMES: Readonly<Record<Leg, string>> = {
  state: 'state',
  committed: 'committed output',
  plain: 'plain output',
}

const legend = (): string => OUTCOMES.map(outcome => `${SIGNS[outcome]} ${outcome}`).join('  ')

function stripOf(cells: readonly SweepCell[], outcome: (cell: SweepCell) => Outcome): string[] {
  const lines: string[] = []
  for (let i = 0; i < cells.length; i += WIDTH) {
    const row = cells.slice(i, i + WIDTH)
    lines.push(`  ${String(row[0]!.at).padStart(6)} ${row.map(cell => SIGNS[outcome(cell)]).join('')}`)
  }
  return lines
}

function countsOf(counts: Readonly<Partial<Record<Outcome, number>>>): string {
  return OUTCOMES.filter(outcome => (counts[outcome] ?? 0) > 0)
    .map(outcome => `${outcome} ${counts[outcome]}`)
    .join(', ')
}

/** Cells of one target by step; without `legs` only the worst of the legs. */
export function showSweep(title: string, cells: readonly SweepCell[]): string {
  const tally = tallyOf(cells)
  const strips = [`${title}: ${countsOf(tally.all)}`, ...stripOf(cells, outcomeOf)]
  const counts = LEGS.map(leg => `  ${NAMES[leg].padEnd(17)}${countsOf(tally[leg])}`)
  return [...strips, ...counts, ''].join('\n')
}

/** Legs that differ in a cell that is not exact, for the list under a strip. */
export function showWorst(cells: readonly SweepCell[], max: number): string[] {
  const bad: readonly Outcome[] = ['lost', 'wrong', 'stuck', 'failed']
  return cells
    .filter(cell => bad.includes(outcomeOf(cell)))
    .slice(0, max)
    .map(cell => {
      const legs = LEGS.map(leg => `${leg} ${legOutcome(cell, leg)}`).join(', ')
      return `  step ${cell.at} ${cell.target ?? ''}: ${legs}`
    })
}

export const sweepLegend = legend
