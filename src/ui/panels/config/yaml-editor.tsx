/** A text area with its line numbers; a line with a problem has a cross beside its number. */
import { useEffect, useMemo, useRef } from 'react'
import type { ConfigProblem } from '../../../interop/flink-config/parse-config.ts'
import type { Spot } from '../../../interop/flink-config/read-yaml.ts'
import { useTexts } from '../../i18n/texts.ts'
import { configTexts, LISTED_MAX } from './text.ts'
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
}

/** A line out of sight is brought in with this many above it. */
const LINES_ABOVE = 3
/** The line height of yaml-editor.module.css. */
const LINE_PX = 20

function offsetOf(text: string, { line, column }: Spot): number {
  let from = 0
  for (let at = 1; at < line; at++) from = text.indexOf('\n', from) + 1
  const end = text.indexOf('\n', from)
  return Math.min(from + column - 1, end < 0 ? text.length : end)
}

export function YamlEditor({ text, problems, caret, onCaret, onChange }: EditorProps) {
  const words = useTexts(configTexts)
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  // One text, so that a thousand lines are as good as ten.
  const numbers = useMemo(
    () =>
      text
        .split('\n')
        .map((_, i) => i + 1)
        .join('\n'),
    [text],
  )
  const wrong = useMemo(
    () => [...new Set(problems.map(problem => problem.line))].filter(line => line > 0).slice(0, LISTED_MAX),
    [problems],
  )
  useEffect(() => {
    const field = area.current
    if (field === null || caret === null) return
    const from = offsetOf(field.value, caret)
    const end = field.value.indexOf('\n', from)
    field.focus()
    field.setSelectionRange(from, !caret.select ? from : end < 0 ? field.value.length : end)
    const top = (caret.line - 1) * LINE_PX
    const seen = top >= field.scrollTop && top + 2 * LINE_PX <= field.scrollTop + field.clientHeight
    if (!seen) field.scrollTop = top - LINES_ABOVE * LINE_PX
    field.scrollLeft = 0
    onCaret()
  }, [caret, onCaret])
  return (
    <div className={styles.editor}>
      <div className={styles.gutter} ref={gutter} aria-hidden="true">
        <div className={styles.numbers}>
          {numbers}
          {wrong.map(line => (
            <span key={line} className={styles.wrong} style={{ top: (line - 1) * LINE_PX }}>
              <span className={styles.cross}>✕</span>
              {line}
            </span>
          ))}
        </div>
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
        onScroll={event => {
          if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop
        }}
      />
    </div>
  )
}
