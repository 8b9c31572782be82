/** The first records at fault, each with what happened to it: every moment of it is a press away. */
import { useEffect, useState } from 'react'
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import type { TraceKind, TraceRow } from '../../../engine/api/trace.ts'
import type { Verdict } from '../../../engine/api/verdict.ts'
import { loadLog, seek } from '../../../store/driver.ts'
import { clock } from '../../i18n/format.ts'
import { narrate } from '../../i18n/narrate.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { Section } from '../../kit/section.tsx'
import { SentenceView } from '../../kit/sentence-view.tsx'
import table from '../../kit/table.module.css'
import { verdictTexts } from './text.ts'
import styles from './verdict-panel.module.css'

const LEGS = ['state', 'committed', 'plain'] as const
const SHOWN_MAX = 8
const MOMENTS_MAX = 60
/** What becomes of a record, from its source on. */
const MOMENTS: readonly TraceKind[] = ['RecordRead', 'RecordProcessed', 'RecordDropped']

interface ExamplesProps {
  readonly scene: Scene
  readonly frame: Frame
}

export function Examples({ scene, frame }: ExamplesProps) {
  const text = useTexts(verdictTexts)
  const examples = examplesOf(frame.verdict)
  if (examples.length === 0) return null
  return (
    <Section title={text.examples}>
      <p className={table.muted}>{text.examplesNote}</p>
      <ul>
        {examples.map(example => (
          <li key={`${example.leg} ${example.record} ${example.where}`}>
            <Example scene={scene} frame={frame} example={example} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

type ShownExample = Verdict['state']['examples'][number] & { readonly leg: (typeof LEGS)[number] }

const examplesOf = (verdict: Verdict): readonly ShownExample[] =>
  LEGS.flatMap(leg => verdict[leg].examples.map(example => ({ leg, ...example }))).slice(0, SHOWN_MAX)

/** `text-1@44`: the place in the source log; null for what a timer made. */
function placeOf(scene: Scene, record: string): { partition: number; offset: number } | null {
  const at = record.lastIndexOf('@')
  const partition = scene.source.partitions.findIndex(({ id }) => id === record.slice(0, Math.max(0, at)))
  return at < 0 || partition < 0 ? null : { partition, offset: Number(record.slice(at + 1)) }
}

function Example({ scene, frame, example }: ExamplesProps & { readonly example: ShownExample }) {
  const text = useTexts(verdictTexts)
  const [open, setOpen] = useState(false)
  const { record, times, where, leg } = example
  const place = placeOf(scene, record)
  const words = (
    <>
      <strong>{record}</strong> · {text.legs[leg]}: {text.times(times)}
      {where !== '' && ` · ${where}`}
    </>
  )
  if (place === null) return <span className={styles.example}>{words}</span>
  return (
    <>
      <button
        type="button"
        className={styles.example}
        aria-expanded={open}
        onClick={() => setOpen(before => !before)}
      >
        <span aria-hidden="true">{open ? '▾ ' : '▸ '}</span>
        {words}
      </button>
      {open && <Moments scene={scene} frame={frame} {...place} />}
    </>
  )
}

type MomentsProps = ExamplesProps & { readonly partition: number; readonly offset: number }

function Moments({ scene, frame, partition, offset }: MomentsProps) {
  const text = useTexts(verdictTexts)
  const language = useLanguage()
  const rows = useMoments(frame, partition, offset)
  if (rows === null) return null
  if (rows.length === 0) return <p className={table.muted}>{text.noMoments}</p>
  return (
    <ol className={styles.moments} aria-label={text.moments}>
      {rows.map(row => (
        <li key={row.step}>
          <button
            type="button"
            className={styles.moment}
            aria-current={row.step === frame.cursor.step ? 'step' : undefined}
            onClick={() => seek(row.step)}
          >
            <span className={styles.when}>
              {row.step} · {clock(row.time)}
            </span>
            <span>
              {row.record?.replayed === true && <em className={styles.past}>{text.again} </em>}
              <SentenceView sentence={narrate(row, scene, null, language)} />
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}

/** All moments of the record on this branch, those ahead of the cursor too. Null: not known yet. */
function useMoments(frame: Frame, partition: number, offset: number): readonly TraceRow[] | null {
  const [rows, setRows] = useState<readonly TraceRow[] | null>(null)
  const { head, branch } = frame.cursor
  useEffect(() => {
    let isCurrent = true
    const record = { partition, offset }
    void loadLog({ fromStep: 1, toStep: head, kinds: MOMENTS, limit: MOMENTS_MAX, record }).then(
      found => isCurrent && setRows(found),
    )
    return () => {
      isCurrent = false
    }
  }, [partition, offset, head, branch])
  return rows
}
