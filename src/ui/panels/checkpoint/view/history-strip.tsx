/** All checkpoints that are known, oldest first: shape, colour and word say what became of each. */
import { useRef } from 'react'
import { useTexts } from '../../../i18n/texts.ts'
import { classes } from '../../../kit/classes.ts'
import { hatchUrl } from '../../../kit/patterns.tsx'
import legend from '../../../kit/legend.module.css'
import styles from './history-strip.module.css'
import type { ShownCheckpoint } from './model.ts'
import { viewTexts } from './text.ts'

type Look = 'completed' | 'savepoint' | 'in_progress' | 'failed'

const lookOf = ({ status, savepoint }: ShownCheckpoint): Look =>
  status === 'completed' && savepoint ? 'savepoint' : status

interface StripProps {
  /** Newest first. */
  readonly checkpoints: readonly ShownCheckpoint[]
  readonly shown: number
  readonly onChoose: (id: number) => void
}

export function HistoryStrip({ checkpoints, shown, onChoose }: StripProps) {
  const text = useTexts(viewTexts)
  const list = useRef<HTMLUListElement>(null)
  const oldestFirst = checkpoints.toReversed()
  const move = (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0 || event.shiftKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    const next = oldestFirst[oldestFirst.findIndex(one => one.id === shown) + by]
    if (next === undefined) return
    onChoose(next.id)
    list.current?.querySelector<HTMLElement>(`[data-id="${next.id}"]`)?.focus()
  }
  return (
    <div className={styles.history}>
      <ul ref={list} className={styles.strip} aria-label={text.history}>
        {oldestFirst.map(checkpoint => (
          <li key={checkpoint.id}>
            <button
              type="button"
              data-id={checkpoint.id}
              tabIndex={checkpoint.id === shown ? 0 : -1}
              className={classes(styles.entry, checkpoint.id === shown && styles.shown)}
              aria-pressed={checkpoint.id === shown}
              aria-label={nameOf(checkpoint, text)}
              onKeyDown={move}
              onClick={() => onChoose(checkpoint.id)}
            >
              <Token look={lookOf(checkpoint)} chosen={checkpoint.id === shown} />
              <span className={styles.id} aria-hidden="true">
                {checkpoint.id}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Legend looks={new Set(checkpoints.map(lookOf))} />
    </div>
  )
}

const nameOf = (checkpoint: ShownCheckpoint, text: (typeof viewTexts)['en']): string => {
  const title = checkpoint.savepoint ? text.savepointTitle(checkpoint.id) : text.title(checkpoint.id)
  return `${title}, ${text.status[checkpoint.status]}`
}

const LEGEND: readonly Look[] = ['completed', 'savepoint', 'in_progress', 'failed']

function Legend({ looks }: { readonly looks: ReadonlySet<Look> }) {
  const text = useTexts(viewTexts)
  const words = { ...text.status, savepoint: text.savepoint }
  return (
    <ul className={legend.legend} aria-hidden="true">
      {LEGEND.filter(look => looks.has(look)).map(look => (
        <li key={look}>
          <Token look={look} chosen={false} small />
          {words[look]}
        </li>
      ))}
    </ul>
  )
}

interface TokenProps {
  readonly look: Look
  readonly chosen: boolean
  readonly small?: boolean
}

/** 28 × 36, and half of that in the legend. */
function Token({ look, chosen, small = false }: TokenProps) {
  return (
    <svg
      className={styles.token}
      viewBox="-2 -2 32 40"
      width={small ? 17 : 32}
      height={small ? 21 : 40}
      aria-hidden="true"
    >
      {chosen && (
        <rect
          x={-0.8}
          y={-0.8}
          width={29.6}
          height={37.6}
          rx={5}
          fill="none"
          stroke="var(--now)"
          strokeWidth={2}
        />
      )}
      <Shape look={look} />
    </svg>
  )
}

function Shape({ look }: { readonly look: Look }) {
  switch (look) {
    case 'completed':
      return (
        <g>
          <rect x={1.5} y={1.5} width={25} height={33} rx={4} fill="var(--ok-tint)" stroke="var(--ok)" />
          <path d="M8.5 18.5l4 4l7.5 -8.5" fill="none" stroke="var(--ok-text)" strokeWidth={2.2} />
        </g>
      )
    case 'savepoint':
      return (
        <g>
          <path d="M1.5 1.5h25v33l-12.5 -7l-12.5 7z" fill="var(--past-tint)" stroke="var(--past)" />
          <text
            x={14}
            y={16}
            dy=".36em"
            textAnchor="middle"
            fontSize={13}
            fontWeight={650}
            fill="var(--past-text)"
          >
            S
          </text>
        </g>
      )
    case 'in_progress':
      return (
        <g>
          <rect
            x={1.5}
            y={1.5}
            width={25}
            height={33}
            rx={4}
            fill={hatchUrl('async')}
            stroke="var(--ctl)"
            strokeDasharray="4 2.5"
          />
          <circle cx={14} cy={18} r={7.5} fill="var(--surface)" stroke="var(--ctl)" strokeWidth={1.4} />
          <path d="M14 18v-7.5a7.5 7.5 0 0 1 7.5 7.5z" fill="var(--ctl)" />
        </g>
      )
    case 'failed':
      return (
        <g>
          <rect x={1.5} y={1.5} width={25} height={33} fill="var(--fail-tint)" stroke="var(--fail)" />
          <path d="M9 13l10 10M19 13l-10 10" fill="none" stroke="var(--fail-text)" strokeWidth={2.2} />
        </g>
      )
  }
}
