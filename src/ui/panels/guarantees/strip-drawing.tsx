/** The strip itself: one place a step, drawn on a canvas; a pointer or the arrow keys choose a place, Enter opens it. */
import { useEffect, useRef, useState } from 'react'
import { legOutcome, type Outcome, type Strip, type SweepCell } from '../../../store/guarantees.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useElementSize } from '../../kit/use-element-size.ts'
import { outputLeg } from './outcome-mark.tsx'
import { guaranteeTexts } from './text.ts'
import styles from './guarantees.module.css'

const HEIGHT = 44
const ROW = 18
const GAP = 4

/** Colour by token; the height of the bar tells the same without colour. */
const LOOKS: Readonly<Record<Outcome, readonly [token: string, share: number]>> = {
  exact: ['--ok', 0.35],
  duplicated: ['--past', 0.7],
  lost: ['--fail', 1],
  wrong: ['--fail', 1],
  off: ['--line', 0.15],
  stuck: ['--now', 1],
  failed: ['--now', 0.85],
  refused: ['--line2', 0.1],
}

function draw(canvas: HTMLCanvasElement, { cells, places }: Strip, width: number, chosen: number): void {
  const ratio = window.devicePixelRatio
  canvas.width = Math.max(1, Math.round(width * ratio))
  canvas.height = HEIGHT * ratio
  const context = canvas.getContext('2d')
  if (context === null) return
  context.scale(ratio, ratio)
  const style = getComputedStyle(canvas)
  const color = (token: string) => style.getPropertyValue(token)
  const step = width / places
  const bar = (place: number, top: number, outcome: Outcome) => {
    const [token, share] = LOOKS[outcome]
    context.fillStyle = color(token)
    const height = Math.max(2, ROW * share)
    context.fillRect(place * step, top + ROW - height, Math.max(1, step - (step > 4 ? 1 : 0)), height)
  }
  cells.forEach((cell, place) => {
    if (cell === undefined) return
    bar(place, 0, legOutcome(cell, 'state'))
    bar(place, ROW + GAP, legOutcome(cell, outputLeg(cell)))
  })
  context.strokeStyle = color('--now')
  context.strokeRect(chosen * step - 0.5, 0.5, Math.max(3, step) + 1, HEIGHT - 3)
}

interface StripProps {
  readonly strip: Strip
  readonly onOpen: (cell: SweepCell) => void
}

export function StripDrawing({ strip, onOpen }: StripProps) {
  const text = useTexts(guaranteeTexts)
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width } = useElementSize(box)
  const [wanted, choose] = useState(0)
  const chosen = Math.min(wanted, strip.places - 1)
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, strip, width, chosen)
  }, [strip, width, chosen])
  const cell = strip.cells[chosen]
  const step = 1 + chosen * strip.stride
  const words =
    cell === undefined
      ? text.notRun(step)
      : text.cell(step, legOutcome(cell, 'state'), legOutcome(cell, outputLeg(cell)))
  const placeAt = (x: number) =>
    Math.max(0, Math.min(strip.places - 1, Math.floor((x / Math.max(1, width)) * strip.places)))
  const open = () => cell !== undefined && onOpen(cell)
  return (
    <div ref={box} className={styles.strip}>
      <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />
      <input
        type="range"
        className={styles.chooser}
        aria-label={text.strip(strip.target)}
        aria-valuetext={words}
        min={0}
        max={strip.places - 1}
        value={chosen}
        onChange={event => choose(Number(event.target.value))}
        onKeyDown={event => event.key === 'Enter' && open()}
        onPointerMove={event => choose(placeAt(event.nativeEvent.offsetX))}
        onClick={open}
      />
      <p className={styles.chosen} aria-hidden="true">
        {words}
      </p>
    </div>
  )
}
