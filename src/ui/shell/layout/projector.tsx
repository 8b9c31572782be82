/** Big type for a class: the flow, one strip of checkpoints, the sentence. No menus; few keys. */
import { useRef, type CSSProperties } from 'react'
import type { CheckpointFrame, Frame } from '../../../engine/api/frame.ts'
import { FlowPanel } from '../../panels/flow/flow-panel.tsx'
import { moment } from '../../i18n/format.ts'
import { narrateStep } from '../../i18n/narrate.ts'
import { defineTexts, useLanguage, useText, useTexts } from '../../i18n/texts.ts'
import { classes } from '../../kit/classes.ts'
import { useFrame, useScene, useSession } from '../../kit/hooks.ts'
import { useElementSize } from '../../kit/use-element-size.ts'
import { SentenceView } from '../../kit/sentence-view.tsx'
import { PanelBoundary } from './panel-boundary.tsx'
import styles from './projector.module.css'
import { FlowMain } from './stage.tsx'
import { placeNames, type PlacedName } from './strip-names.ts'

const projectorTexts = defineTexts(
  {
    pending: (id: number): string => `chk-${id} in progress`,
    done: (id: number): string => `chk-${id}`,
    aborted: (id: number): string => `chk-${id} aborted`,
    strip: 'Checkpoints',
    keys: '← back   next →',
    more: 'Space plays · B blanks · Esc leaves',
    blank: 'The screen is blank. B shows it again.',
  },
  {
    pending: id => `chk-${id} 进行中`,
    done: id => `chk-${id}`,
    aborted: id => `chk-${id} 已中止`,
    strip: '检查点',
    keys: '← 后退   前进 →',
    more: '空格播放 · B 黑屏 · Esc 退出',
    blank: '屏幕已变黑。按 B 恢复。',
  },
)

export function Projector() {
  const text = useTexts(projectorTexts)
  const frame = useFrame()
  const blanked = useSession(state => state.blanked)
  if (blanked) {
    return (
      <div className={styles.blank}>
        <span className="visually-hidden">{text.blank}</span>
      </div>
    )
  }
  return (
    <div className={styles.projector}>
      <div className={styles.flow}>
        <FlowMain>
          <PanelBoundary>
            <FlowPanel />
          </PanelBoundary>
        </FlowMain>
      </div>
      {frame !== null && <Strip frame={frame} />}
      {frame !== null && <BigNarration frame={frame} />}
    </div>
  )
}

/** Simulated time that the strip shows, at least: so that one short checkpoint does not fill it. */
const SPAN_MIN_MICROS = 200_000
const SHOWN_MAX = 4
/** Where the playhead stands, as a share of the strip; what lies beyond has not happened. */
const PLAYHEAD = 5 / 6

function Strip({ frame }: { readonly frame: Frame }) {
  const text = useTexts(projectorTexts)
  const now = frame.cursor.time
  const strip = useRef<HTMLElement>(null)
  const { width } = useElementSize(strip)
  const shown = frame.coordinator.checkpoints.slice(0, SHOWN_MAX)
  const from = Math.min(...shown.map(one => one.triggeredAt), now - SPAN_MIN_MICROS)
  const place = (time: number) => ((time - from) / Math.max(1, now - from)) * 100 * PLAYHEAD
  const spans = shown.map(checkpoint => ({
    checkpoint,
    left: place(checkpoint.triggeredAt),
    right: place(endOf(checkpoint, now)),
  }))
  const inPixels = spans.map(({ checkpoint, left, right }) => ({
    names: namesOf(checkpoint, text),
    left: (left / 100) * width,
    right: (right / 100) * width,
    open: checkpoint.status === 'pending',
  }))
  const names = placeNames(inPixels, width * PLAYHEAD, width)
  return (
    <section ref={strip} className={styles.strip} aria-label={text.strip}>
      {spans.map(({ checkpoint, left, right }, i) => (
        <Span key={checkpoint.id} checkpoint={checkpoint} left={left} right={right} name={names[i] ?? null} />
      ))}
      <span className={styles.playhead} style={{ '--at': `${100 * PLAYHEAD}%` } as CSSProperties} />
    </section>
  )
}

const endOf = (checkpoint: CheckpointFrame, now: number): number =>
  checkpoint.endedAt >= 0 ? Math.min(checkpoint.endedAt, now) : now

interface SpanProps {
  readonly checkpoint: CheckpointFrame
  readonly left: number
  readonly right: number
  /** Null where there is no room for it. */
  readonly name: PlacedName | null
}

function Span({ checkpoint, left, right, name }: SpanProps) {
  const text = useTexts(projectorTexts)
  const { status } = checkpoint
  const place = { '--left': `${left}%`, '--width': `${Math.max(0.5, right - left)}%` } as CSSProperties
  return (
    <div className={classes(styles.span, styles[status])} style={place}>
      <span className="visually-hidden">{namesOf(checkpoint, text)[0]}</span>
      {name !== null && (
        <span aria-hidden="true" className={classes(styles.name, styles[name.place])}>
          {name.text}
        </span>
      )}
    </div>
  )
}

/** What may be written at a checkpoint, the longest first. */
function namesOf({ id, status }: CheckpointFrame, text: typeof projectorTexts.en): readonly string[] {
  switch (status) {
    case 'pending':
      return [text.pending(id), text.done(id)]
    case 'completed':
      return [`✓ ${text.done(id)}`, `✓ ${id}`]
    case 'aborted':
      return [`✕ ${text.aborted(id)}`, `✕ ${text.done(id)}`, `✕ ${id}`]
  }
}

function BigNarration({ frame }: { readonly frame: Frame }) {
  const text = useTexts(projectorTexts)
  const shared = useText()
  const language = useLanguage()
  const scene = useScene()
  const sentence = scene === null ? null : narrateStep(frame, scene, language)
  return (
    <section className={styles.narration}>
      <div className={styles.count}>
        <span>{shared.step}</span>
        <b>{frame.cursor.step}</b>
        <span>{moment(frame.cursor.time)}</span>
      </div>
      <p className={styles.sentence} data-testid="narration">
        {sentence !== null && <SentenceView sentence={sentence} />}
      </p>
      <p className={styles.keys}>
        {text.keys}
        <br />
        {text.more}
      </p>
    </section>
  )
}
