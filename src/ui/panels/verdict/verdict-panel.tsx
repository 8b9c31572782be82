/** Whether the guarantee held through the failure: the oracle's answer, and the sums behind it. */
import { Check, X } from 'lucide-react'
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import type { LegVerdict, RestoredSummary, Verdict, VerdictState } from '../../../engine/api/verdict.ts'
import { isJudged, taskActors } from '../../../store/scene.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { classes } from '../../kit/classes.ts'
import { useScene, useSession } from '../../kit/hooks.ts'
import { EmptyState, Section } from '../../kit/section.tsx'
import { CALM_MS, useCalmFrame } from '../../kit/use-calm-frame.ts'
import table from '../../kit/table.module.css'
import { verdictTexts } from './text.ts'
import { Examples } from './examples.tsx'
import { reasonsOf } from './reason.ts'
import { FailuresSection } from './failures-section.tsx'
import { SurvivalSection } from './survival-section.tsx'
import { VerdictSumsView } from './verdict-sums.tsx'
import styles from './verdict-panel.module.css'

export function VerdictPanel() {
  const text = useTexts(verdictTexts)
  const scene = useScene()
  const frame = useCalmFrame(CALM_MS)
  const judged = useSession(isJudged)
  if (scene === null || frame === null) return null
  const { verdict } = frame
  if (!judged) {
    return (
      <>
        <EmptyState>{text.none}</EmptyState>
        <SurvivalSection scene={scene} />
      </>
    )
  }
  return (
    <>
      <Headline verdict={verdict} />
      <Reasons frame={frame} />
      <Examples scene={scene} frame={frame} />
      <VerdictSumsView sums={verdict.sums} />
      {verdict.restored !== null && <Restored restored={verdict.restored} />}
      <Outputs verdict={verdict} />
      <Meaning verdict={verdict} />
      <FailuresSection scene={scene} frame={frame} />
      <SurvivalSection scene={scene} />
      <WhyAll scene={scene} />
    </>
  )
}

/** The worst of the legs that are judged; plain output may repeat by right, so it decides nothing. */
function overall({ state, committed }: Verdict): VerdictState {
  const judged = [state, committed].filter(leg => leg.verdict !== 'off')
  const worst = (['wrong', 'lost', 'duplicated'] as const).find(bad =>
    judged.some(leg => leg.verdict === bad),
  )
  return worst ?? (judged.length === 0 ? 'off' : 'exact')
}

function Headline({ verdict }: { readonly verdict: Verdict }) {
  const text = useTexts(verdictTexts)
  const judged = [verdict.state, verdict.committed].filter(leg => leg.verdict !== 'off')
  const state = overall(verdict)
  const holds = state === 'exact'
  return (
    <section className={classes(styles.headline, holds ? styles.holds : styles.broken)}>
      <span className={styles.disc} aria-hidden="true">
        {holds ? <Check size={16} strokeWidth={3} /> : <X size={16} strokeWidth={3} />}
      </span>
      <div>
        <h2 className={styles.title}>{text.titles[state]}</h2>
        <p className={styles.checked}>{text.checked}</p>
      </div>
      <dl className={styles.numbers}>
        <Big value={Math.max(0, ...judged.map(leg => leg.lost))} label={text.lost} bad />
        <Big value={Math.max(0, ...judged.map(leg => leg.duplicated))} label={text.duplicated} bad />
        <Big value={verdict.sums.readAgain} label={text.readAgain} past />
      </dl>
    </section>
  )
}

function Reasons({ frame }: { readonly frame: Frame }) {
  const reasons = reasonsOf(frame, useLanguage())
  if (reasons.length === 0) return null
  return (
    <div className={styles.reasons} data-testid="verdict-reasons">
      {reasons.map(reason => (
        <p key={reason}>{reason}</p>
      ))}
    </div>
  )
}

interface BigProps {
  readonly value: number
  readonly label: string
  readonly bad?: boolean
  readonly past?: boolean
}

function Big({ value, label, bad = false, past = false }: BigProps) {
  return (
    <div className={styles.number}>
      <dt>{label}</dt>
      <dd className={classes(bad && value > 0 && styles.bad, past && styles.past)}>{value}</dd>
    </div>
  )
}

function Restored({ restored }: { readonly restored: RestoredSummary }) {
  const text = useTexts(verdictTexts)
  return (
    <Section title={text.restored(restored.checkpoint)}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{text.columns.what}</span>
            </th>
            <th scope="col">{text.columns.atFailure}</th>
            <th scope="col">{text.columns.restored}</th>
            <th scope="col">{text.columns.now}</th>
          </tr>
        </thead>
        <tbody>
          {restored.rows.map(row => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              <td className={table.muted}>{row.atFailure}</td>
              <td className={styles.past}>{row.restored}</td>
              <td className={styles.now}>{row.now}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

const LEGS = ['state', 'committed', 'plain'] as const

function Outputs({ verdict }: { readonly verdict: Verdict }) {
  const text = useTexts(verdictTexts)
  return (
    <Section title={text.outputs}>
      <table className={table.table}>
        <tbody>
          {LEGS.filter(leg => verdict[leg].verdict !== 'off').map(leg => (
            <LegRow key={leg} name={text.legs[leg]} leg={verdict[leg]} decides={leg !== 'plain'} />
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** Why the numbers above are what they are, for each leg that this job has. */
function Meaning({ verdict }: { readonly verdict: Verdict }) {
  const text = useTexts(verdictTexts)
  const { readAgain, processed, counted } = verdict.sums
  return (
    <Section title={text.meaning}>
      {readAgain > 0 && <p className={styles.meaning}>{text.replayed(readAgain, processed, counted)}</p>}
      {LEGS.filter(leg => verdict[leg].verdict !== 'off').map(leg => (
        <p key={leg} className={styles.meaning}>
          {text.meanings[leg]}
        </p>
      ))}
    </Section>
  )
}

interface LegProps {
  readonly name: string
  readonly leg: LegVerdict
  readonly decides: boolean
}

function LegRow({ name, leg, decides }: LegProps) {
  const text = useTexts(verdictTexts)
  const good = leg.verdict === 'exact'
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <span className={good ? table.ok : decides ? table.fail : table.wait}>
          <span aria-hidden="true">{good ? '✓ ' : '◆ '}</span>
          {text.legWords[leg.verdict]}
        </span>
        <br />
        <span className={table.muted}>
          {text.legCounts(leg.lost, leg.duplicated)}
          {leg.pending > 0 && `, ${text.legPending(leg.pending)}`}
        </span>
      </td>
    </tr>
  )
}

function WhyAll({ scene }: { readonly scene: Scene }) {
  const text = useTexts(verdictTexts)
  return (
    <Section title={text.why(taskActors(scene).length)}>
      <p className={table.muted}>{text.whyText}</p>
    </Section>
  )
}
