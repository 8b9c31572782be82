/** Event time in the flow: the watermark of a task on its card and of a channel at its buffers, and what a wire is. */
import type { TaskFrame } from '../../../engine/api/frame.ts'
import type { InputWatermark } from '../../../store/watermarks.ts'
import { eventTime } from '../../i18n/format.ts'
import { px, right, type Rect } from '../../marks/geometry.ts'
import { fitText, textWidth } from '../../marks/text-width.ts'
import { pointAlong } from '../../marks/wire-path.ts'
import { CARD_PADDING, type CardContext } from './card-context.ts'
import type { DrawnChannel } from './channel-geometry.ts'
import type { FlowTexts } from './text.ts'

interface LineProps {
  readonly task: TaskFrame
  readonly box: Rect
  readonly y: number
  readonly context: CardContext
}

/** The watermark of a task; at the right how many records came too late and were dropped, or that it is idle. */
export function WatermarkLine({ task, box, y, context }: LineProps) {
  const { watermark, idle, lateDropped } = task.eventTime
  const { texts, shared } = context
  const left = box.x + CARD_PADDING
  const end = right(box) - CARD_PADDING
  const note = lateDropped > 0 ? texts.lateDropped(lateDropped) : idle ? texts.idleInput : ''
  const noteWidth = note === '' ? 0 : textWidth(note, 11.5, 600) + 6
  const room = end - left - 14
  const time = eventTime(watermark, shared.eventTime)
  const words = textWidth(time, 12.5, 550) + noteWidth <= room ? time : (time.split('.')[0] ?? time)
  const size = textWidth(words, 12.5, 550) + noteWidth <= room ? 12.5 : 11.5
  const fits = textWidth(words, size, 550) + noteWidth <= room
  return (
    <g opacity={idle ? 0.75 : 1}>
      <path
        d={`M${px(left)} ${px(y - 4)}h9l-4.5 8z`}
        fill="none"
        stroke="var(--text2)"
        strokeWidth={1.3}
        strokeLinejoin="round"
      />
      <text x={px(left + 14)} y={px(y)} dy=".36em" fontSize={size} fontWeight={550} fill="var(--text2)">
        {fitText(words, room - (fits ? noteWidth : 0), size, 550)}
      </text>
      {note !== '' && fits && (
        <text
          x={px(end)}
          y={px(y)}
          dy=".36em"
          fontSize={11.5}
          fontWeight={600}
          textAnchor="end"
          fill={lateDropped > 0 ? 'var(--fail-text)' : 'var(--text3)'}
        >
          {note}
        </text>
      )}
    </g>
  )
}

const CREDITS_ROOM = 26
/** Less is no time but dots. */
const CHANNEL_TIME_MIN = 34

interface ChannelTimeProps {
  readonly channel: DrawnChannel
  readonly input: InputWatermark | undefined
  readonly context: CardContext
}

/** Over the buffers: the watermark last taken from the channel. The one that holds the task back is set strong. */
export function ChannelTime({ channel, input, context }: ChannelTimeProps) {
  const { box, roomAbove, slots } = channel.input
  if (input === undefined || !roomAbove || slots === 0) return null
  const { texts, shared } = context
  const time = eventTime(input.watermark, shared.eventTime).split('.')[0] ?? ''
  const words = input.role === 'idle' ? texts.idleInput : input.role === 'catching-up' ? `${time} …` : time
  const holds = input.role === 'holds-back'
  const room = box.width - CREDITS_ROOM
  if (room < CHANNEL_TIME_MIN) return null
  const shown = fitText(words, room + 8, 11, holds ? 650 : 550)
  return (
    <text
      x={px(right(box))}
      y={px(box.y - 6)}
      dy=".36em"
      fontSize={11}
      fontWeight={holds ? 650 : 500}
      textAnchor="end"
      textDecoration={holds ? 'underline' : undefined}
      fill={holds ? 'var(--text)' : 'var(--text3)'}
      stroke="var(--bg)"
      strokeWidth={3}
      strokeLinejoin="round"
      paintOrder="stroke"
    >
      {shown}
    </text>
  )
}

interface EdgeLabelsProps {
  readonly channels: readonly DrawnChannel[]
  readonly texts: FlowTexts
}

/** What an edge carries, once, on the wire in its middle: the tag of a side output, or that it is broadcast. */
export function EdgeLabels({ channels, texts }: EdgeLabelsProps) {
  const edges = [...new Set(channels.map(channel => channel.edge))]
  return (
    <g>
      {edges.map(edge => {
        const first = edge.channels[0]
        const own = channels.filter(channel => channel.edge === edge)
        const middle = own[Math.floor((own.length - 1) / 2)]
        const words =
          first !== undefined && first.tag !== null
            ? texts.sideOutput(first.tag)
            : first?.partitioner === 'BROADCAST'
              ? texts.broadcast
              : ''
        if (words === '' || middle === undefined) return null
        const { x, y } = pointAlong(middle.wire, middle.wire.length / 2)
        const shown = fitText(words, Math.max(40, middle.input.box.x - right(middle.out.box) + 30), 11, 550)
        const width = textWidth(shown, 11, 550) + 10
        return (
          <g key={edge.index}>
            <rect
              x={px(x - width / 2)}
              y={px(y - 8)}
              width={px(width)}
              height={16}
              rx={8}
              fill="var(--bg)"
              stroke="var(--line2)"
              strokeDasharray={(first?.tag ?? null) !== null ? '3 2' : undefined}
            />
            <text
              x={px(x)}
              y={px(y)}
              dy=".36em"
              fontSize={11}
              fontWeight={550}
              textAnchor="middle"
              fill="var(--text2)"
            >
              {shown}
            </text>
          </g>
        )
      })}
    </g>
  )
}

interface GateSignProps {
  readonly channel: DrawnChannel
  readonly gate: number
}

/** Which input of a two-input operator a channel belongs to. */
export function GateSign({ channel, gate }: GateSignProps) {
  const { box } = channel.input
  const [x, y] = [px(box.x), px(box.y + box.height / 2)]
  return (
    <g>
      <circle cx={x} cy={y} r={7} fill="var(--surface)" stroke="var(--line2)" />
      <text x={x} y={y} dy=".36em" fontSize={11} fontWeight={600} textAnchor="middle" fill="var(--text2)">
        {gate + 1}
      </text>
    </g>
  )
}
