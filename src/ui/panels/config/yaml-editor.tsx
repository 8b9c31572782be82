/** A text area with its line numbers; a line with a problem has a cross beside its number. */
import { useEffect, useMemo, useRef } from 'react'
import type { ConfigProblem } from '../../../interop/flink-config/parse-config.ts'
import type { Spot } from '../../../interop/flink-config/read-yaml.ts'
import { useTexts } from '../../i18n/texts.ts'
import { classes } from '../../kit/classes.ts'
import { configTexts } from './text.ts'
import styles from './yaml-editor.module.css'

/** Where the caret shall be, and whether the rest of the line is selected. */
export interface CaretTo extends Spot {
  readonly select: boolean
}

interface EditorProps {
  readonly text: string
  readonly problems: readonly ConfigProblem[]
  readonly caret: CaretTo | null
  /** The caret is there now. */
  readonly onCaret: () => void
  readonly onChange: (text: string) => void
  /** Ctrl Enter. */
  readonly onApply: () => void
}

/** The line asked for is shown with this many above it. */
const LINES_ABOVE = 3

function offsetOf(text: string, { line, column }: Spot): number {
  let from = 0
  for (let at = 1; at < line; at++) from = text.indexOf('\n', from) + 1
  const end = text.indexOf('\n', from)
  return Math.min(from + column - 1, end < 0 ? text.length : end)
}

export function YamlEditor({ text, problems, caret, onCaret, onChange, onApply }: EditorProps) {
  const words = useTexts(configTexts)
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  const lines = useMemo(() => text.split('\n').length, [text])
  const wrong = useMemo(() => new Set(problems.map(problem => problem.line)), [problems])
  useEffect(() => {
    const field = area.current
    if (field === null || caret === null) return
    const from = offsetOf(field.value, caret)
    const end = field.value.indexOf('\n', from)
    field.focus()
    field.setSelectionRange(from, !caret.select ? from : end < 0 ? field.value.length : end)
    const lineHeight = parseFloat(getComputedStyle(field).lineHeight)
    field.scrollTop = (caret.line - 1 - LINES_ABOVE) * lineHeight
    field.scrollLeft = 0
    onCaret()
  }, [caret, onCaret])
  return (
    <div className={styles.editor}>
      <div className={styles.gutter} ref={gutter} aria-hidden="true">
        {Array.from({ length: lines }, (_, i) => (
          <span key={i} className={classes(styles.number, wrong.has(i + 1) && styles.wrong)}>
            {wrong.has(i + 1) && <span className={styles.cross}>✕</span>}
            {i + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={area}
        className={styles.text}
        aria-label={words.textLabel}
        aria-invalid={problems.length > 0}
        aria-describedby="config-status"
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={text}
        onChange={event => onChange(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onApply()
        }}
        onScroll={event => {
          if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop
        }}
      />
    </div>
  )
}
