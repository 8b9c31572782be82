/** Windows as intervals over event time, timers as ticks under them, and the watermark as a line through all. */
import { useRef } from 'react'
import type { TaskFrame } from '../../../engine/api/frame.ts'
import { eventTime } from '../../i18n/format.ts'
import { useText, useTexts } from '../../i18n/texts.ts'
import { useElementSize } from '../../kit/use-element-size.ts'
import table from '../../kit/table.module.css'
import { px } from '../../marks/geometry.ts'
import { textWidth } from '../../marks/text-width.ts'
import styles from './state-panel.module.css'
import { stateTexts } from './text.ts'
import { axisOf, windowsOf, type WindowShown } from './windows.ts'

const BAR = 14
const PITCH = 18
const WINDOWS_MAX = 6
const TOP = 18
const TIMER_ROOM = 16
const TIMERS_MAX = 8

export function TimeAxis({ task }: { readonly task: TaskFrame }) {
  const text = useTexts(stateTexts)
  const box = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(box)
  const windows = windowsOf(task)
  const axis = axisOf(task, windows)
  if (axis === null && task.eventTime.timers.length === 0) return null
  return (
    <section aria-label={text.timeLabel}>
      <h3 className={styles.heading}>{windows.length > 0 ? text.windows(windows.length) : text.timers}</h3>
      <div ref={box}>
        {axis !== null && width > 0 && <Picture task={task} windows={windows} axis={axis} width={width} />}
      </div>
      {windows.length > 0 && <WindowTable windows={windows} task={task} />}
      <TimerTable task={task} />
    </section>
  )
}

interface PictureProps {
  readonly task: TaskFrame
  readonly windows: readonly WindowShown[]
  readonly axis: readonly [number, number]
  readonly width: number
}

function Picture({ task, windows, axis: [first, last], width }: PictureProps) {
  const shared = useText()
  const shown = windows.slice(0, WINDOWS_MAX)
  const x = (time: number) => px(4 + ((time - first) / (last - first)) * (width - 8))
  const { watermark, timers } = task.eventTime
  const base = TOP + shown.length * PITCH
  const line = Number.isFinite(watermark) ? x(Math.min(watermark, last)) : null
  const label = eventTime(watermark, shared.eventTime).split('.')[0] ?? ''
  const half = textWidth(label, 11, 600) / 2 + 8
  const labelX = Math.min(Math.max(line ?? 0, half), width - half)
  return (
    <svg width={width} height={base + TIMER_ROOM} aria-hidden="true" focusable="false">
      {shown.map((window, i) => (
        <Interval key={window.namespace} window={window} x={x} y={TOP + i * PITCH} />
      ))}
      <path d={`M0 ${base + 2}H${width}`} stroke="var(--line2)" strokeWidth={1} />
      {timers
        .filter(timer => timer.domain === 'event time' && Number.isFinite(timer.timestamp))
        .map(timer => (
          <path
            key={`${timer.timestamp} ${timer.namespace} ${timer.key}`}
            d={`M${x(timer.timestamp)} ${base + 4}l3.5 4l-3.5 4l-3.5 -4z`}
            fill={timer.timestamp <= watermark ? 'var(--wait)' : 'var(--surface)'}
            stroke="var(--text2)"
          />
        ))}
      {line !== null && (
        <g>
          <path d={`M${line} ${TOP - 4}V${base + TIMER_ROOM}`} stroke="var(--text)" strokeWidth={1.6} />
          <text
            x={px(labelX)}
            y={7}
            dy=".36em"
            fontSize={11}
            fontWeight={600}
            textAnchor="middle"
            fill="var(--text)"
          >
            ▽ {label}
          </text>
        </g>
      )}
    </svg>
  )
}

interface IntervalProps {
  readonly window: WindowShown
  readonly x: (time: number) => number
  readonly y: number
}

/** [start, end), and hatched what allowed lateness adds. */
function Interval({ window, x, y }: IntervalProps) {
  const shared = useText()
  const { start, end, cleanedAt } = window
  const width = Math.max(2, x(end) - x(start))
  const words = `${eventTime(start, shared.eventTime)} – ${eventTime(end, shared.eventTime)}`
  const fits = textWidth(words, 11) + 8 <= width
  return (
    <g>
      {cleanedAt !== null && (
        <rect
          x={x(end)}
          y={y + 3}
          width={Math.max(1, x(cleanedAt) - x(end))}
          height={BAR - 6}
          fill="none"
          stroke="var(--line2)"
          strokeDasharray="3 2"
        />
      )}
      <rect
        x={x(start)}
        y={y}
        width={width}
        height={BAR}
        rx={3}
        fill="var(--key-1)"
        stroke="var(--key-1-edge)"
      />
      {fits && (
        <text
          x={px(x(start) + width / 2)}
          y={y + BAR / 2}
          dy=".36em"
          fontSize={11}
          textAnchor="middle"
          fill="var(--text)"
        >
          {words}
        </text>
      )}
    </g>
  )
}

function WindowTable({
  windows,
  task,
}: {
  readonly windows: readonly WindowShown[]
  readonly task: TaskFrame
}) {
  const text = useTexts(stateTexts)
  const shared = useText()
  const time = (ms: number) => eventTime(ms, shared.eventTime)
  const shown = windows.slice(0, WINDOWS_MAX)
  return (
    <>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{text.window}</th>
            <th scope="col">{text.keysOf}</th>
            <th scope="col">{text.firesAt}</th>
            <th scope="col">{text.cleanedAt}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ namespace, start, end, keys, cleanedAt }) => (
            <tr key={namespace}>
              <th scope="row">
                [{time(start)}, {time(end)})
              </th>
              <td>{keys}</td>
              <td>{end - 1 <= task.eventTime.watermark ? text.fired : time(end - 1)}</td>
              <td>{cleanedAt === null ? text.withIt : time(cleanedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {windows.length > shown.length && (
        <p className={table.muted}>{text.moreWindows(windows.length - shown.length)}</p>
      )}
    </>
  )
}

function TimerTable({ task }: { readonly task: TaskFrame }) {
  const text = useTexts(stateTexts)
  const shared = useText()
  const { timers, eventTimers, processingTimers } = task.eventTime
  if (timers.length === 0) return null
  const shown = timers.slice(0, TIMERS_MAX)
  return (
    <>
      <h3 className={styles.heading}>{text.timersCount(eventTimers, processingTimers)}</h3>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{text.key}</th>
            <th scope="col">{text.setFor}</th>
            <th scope="col">{text.clock}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(timer => (
            <tr key={`${timer.domain} ${timer.timestamp} ${timer.namespace} ${timer.key} ${timer.operator}`}>
              <th scope="row">{timer.key}</th>
              <td>{eventTime(timer.timestamp, shared.eventTime)}</td>
              <td>{text.domains[timer.domain]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
