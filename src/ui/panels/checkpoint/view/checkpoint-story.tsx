/** One checkpoint: what it was, what decided its duration and why, its phases, and the same in Flink's columns. */
import type { ReactNode } from 'react'
import { duration } from '../../../i18n/format.ts'
import { useLanguage, useTexts } from '../../../i18n/texts.ts'
import { classes } from '../../../kit/classes.ts'
import { SentenceView } from '../../../kit/sentence-view.tsx'
import styles from './checkpoint-story.module.css'
import { FlinkColumns } from './flink-columns.tsx'
import { partsOf, type ShownCheckpoint } from './model.ts'
import { PhasesTable } from './phases-table.tsx'
import { storyOf } from './sentences.ts'
import { viewTexts } from './text.ts'

interface StoryProps {
  readonly checkpoint: ShownCheckpoint
  /** A moment in words: simulated, or of the cluster's clock. */
  readonly moment: (micros: number) => string
  /** What Flink's pages show for a moment. */
  readonly flinkMoment: (micros: number) => string
  /** To its trigger and its end, where they can be gone to; null: they cannot, or not yet. */
  readonly onTrigger?: (() => void) | null
  readonly onEnd?: (() => void) | null
  readonly copy: ReactNode
  readonly onChoose?: (name: string) => void
}

export function CheckpointStory(props: StoryProps) {
  const { checkpoint, moment, flinkMoment, copy, onChoose, onTrigger = null, onEnd = null } = props
  const language = useLanguage()
  const [first, ...more] = storyOf(checkpoint, language)
  return (
    <article className={styles.story} data-checkpoint={checkpoint.id} data-status={checkpoint.status}>
      <Headline checkpoint={checkpoint} moment={moment} onTrigger={onTrigger} onEnd={onEnd} />
      <p className={styles.sentences} data-testid="checkpoint-story">
        <span className={styles[`first-${partsOf(checkpoint).length === 0 ? 'unknown' : checkpoint.status}`]}>
          {first !== undefined && <SentenceView sentence={first} />}
        </span>
        {more.map((sentence, i) => (
          <span key={i}>
            {language === 'en' && ' '}
            <SentenceView sentence={sentence} />
          </span>
        ))}
      </p>
      {checkpoint.vertices.length > 0 && (
        <>
          <PhasesTable checkpoint={checkpoint} onChoose={onChoose} />
          <FlinkColumns checkpoint={checkpoint} flinkMoment={flinkMoment} copy={copy} />
        </>
      )}
      {checkpoint.vertices.length === 0 && <div>{copy}</div>}
    </article>
  )
}

interface HeadlineProps {
  readonly checkpoint: ShownCheckpoint
  readonly moment: (micros: number) => string
  readonly onTrigger: (() => void) | null
  readonly onEnd: (() => void) | null
}

const SIGNS = { completed: '✓', failed: '✕', in_progress: '◔' } as const

function Headline({ checkpoint, moment, onTrigger, onEnd }: HeadlineProps) {
  const text = useTexts(viewTexts)
  const { id, status, savepoint, savepointFormat, origin, unaligned, exactlyOnce } = checkpoint
  const kind = unaligned ? text.unaligned : text.aligned
  const mode = exactlyOnce === null ? '' : ` · ${exactlyOnce ? text.exactlyOnce : text.atLeastOnce}`
  return (
    <div className={styles.head}>
      <h2 className={styles.title}>{savepoint ? text.savepointTitle(id) : text.title(id)}</h2>
      <span className={classes(styles.pill, styles[status])}>
        <span aria-hidden="true">{SIGNS[status]} </span>
        {text.status[status]}
      </span>
      <span className={classes(styles.pill, styles.acks)}>
        {text.acknowledged(checkpoint.acknowledged, checkpoint.total)}
      </span>
      <span className={classes(styles.pill, styles.kind)}>
        {savepointFormat === null ? `${kind}${mode}` : text.formats[savepointFormat]}
        {origin !== null && origin !== 'periodic' && ` · ${text.origins[origin]}`}
      </span>
      <span className={styles.when}>
        <Jump onClick={onTrigger} label={text.toTrigger}>
          {text.triggeredAt(moment(checkpoint.triggeredAt))}
        </Jump>
        {' · '}
        <Jump onClick={onEnd} label={text.toEnd}>
          {text.endToEnd} <strong>{duration(checkpoint.duration)}</strong>
        </Jump>
      </span>
    </div>
  )
}

interface JumpProps {
  readonly onClick: (() => void) | null
  readonly label: string
  readonly children: ReactNode
}

/** A moment that can be gone to is a button; its words are what it says and where it leads. */
function Jump({ onClick, label, children }: JumpProps) {
  if (onClick === null) return <span>{children}</span>
  return (
    <button type="button" className={styles.jump} onClick={onClick}>
      {children}
      <span className="visually-hidden">. {label}</span>
    </button>
  )
}
