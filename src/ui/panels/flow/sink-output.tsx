/** The world outside: what a reader of the sink's system sees, and the calls between sink and broker. */
import type { Frame, MessageFrame, VertexScene } from '../../../engine/api/frame.ts'
import { centerX, centerY, px, right, type Rect } from '../../marks/geometry.ts'
import { RpcPill, type RpcTone } from '../../marks/rpc-pill.tsx'
import type { GlyphName } from '../../marks/glyphs.tsx'
import { fitText, textWidth } from '../../marks/text-width.ts'
import { Ring } from './card-frame.tsx'
import type { SinkBox } from './layout-cards.ts'
import type { RpcKind } from './routes.ts'
import type { SceneIndex } from './scene-index.ts'
import type { FlowTexts } from './text.ts'
import { menuOf } from './use-stage-menu.ts'

export interface SinkOutputProps {
  readonly sink: SinkBox
  readonly vertex: VertexScene
  readonly frame: Frame
  readonly index: SceneIndex
  readonly texts: FlowTexts
  readonly focused: boolean
}

const BROKER_LOOK: Readonly<Record<string, { readonly sign: GlyphName | null; readonly tone: RpcTone }>> = {
  prepare: { sign: null, tone: 'ctl' },
  prepared: { sign: 'check', tone: 'ctl' },
  commit: { sign: null, tone: 'ok' },
  committed: { sign: 'check', tone: 'ok' },
  rollback: { sign: 'cross', tone: 'fail' },
}

export function SinkOutput({ sink, vertex, frame, index, texts, focused }: SinkOutputProps) {
  const { box, from } = sink
  const transactional = vertex.sinks.some(one => one.transactional)
  const members = frame.tasks.filter(task => index.actors.get(task.actor)?.vertex === vertex.index)
  const count = members.reduce(
    (sum, task) => sum + (task.sink === null ? 0 : transactional ? task.sink.committed : task.sink.written),
    0,
  )
  const stroke = transactional ? 'var(--ok)' : 'var(--line2)'
  const x = centerX(box)
  const call = frame.messages.find(
    message =>
      message.kind in BROKER_LOOK &&
      members.some(task => task.actor === message.from || task.actor === message.to),
  )
  return (
    <g {...(transactional ? menuOf({ type: 'broker', vertex: vertex.index }) : {})}>
      <path
        d={`M${px(x)} ${px(from + 1)}V${px(box.y - 7)}`}
        stroke={stroke}
        strokeWidth={1.5}
        strokeDasharray="3 2.5"
      />
      <path d={`M${px(x)} ${px(box.y - 2)}l-3.5 -6.5h7z`} fill={stroke} />
      <CountBox
        box={box}
        stroke={stroke}
        color={transactional ? 'var(--ok-text)' : 'var(--text2)'}
        label={transactional ? texts.committed : texts.output}
        count={count}
      />
      {focused && <Ring box={box} away={3} width={2} color="var(--ctl)" />}
      {call !== undefined && <BrokerCall call={call} x={x} y={(from + box.y) / 2} texts={texts} />}
    </g>
  )
}

interface CountBoxProps {
  readonly box: Rect
  readonly stroke: string
  readonly color: string
  readonly label: string
  readonly count: number
}

function CountBox({ box, stroke, color, label, count }: CountBoxProps) {
  const number = String(count)
  const middle = centerY(box)
  const room = box.width - 28 - textWidth(number, 15, 650)
  const size = [13, 12].find(one => textWidth(label, one, 600) <= room) ?? 11
  return (
    <g>
      <rect
        x={px(box.x)}
        y={px(box.y)}
        width={px(box.width)}
        height={box.height}
        rx={5}
        fill="var(--surface)"
        stroke={stroke}
      />
      <rect x={px(box.x - 0.5)} y={px(box.y + 4)} width={4} height={box.height - 8} rx={1} fill={stroke} />
      <text x={px(box.x + 12)} y={middle} dy=".36em" fontSize={size} fontWeight={600} fill={color}>
        {fitText(label, room, size, 600)}
      </text>
      <text
        x={px(right(box) - 12)}
        y={middle}
        dy=".36em"
        fontSize={15}
        fontWeight={650}
        textAnchor="end"
        fill={color}
      >
        {number}
      </text>
    </g>
  )
}

interface BrokerCallProps {
  readonly call: MessageFrame
  readonly x: number
  readonly y: number
  readonly texts: FlowTexts
}

/** A call between a sink and its broker. */
function BrokerCall({ call, x, y, texts }: BrokerCallProps) {
  const look = BROKER_LOOK[call.kind]
  if (look === undefined) return null
  const label = texts.rpc[call.kind as RpcKind](call.checkpoint)
  return <RpcPill x={x} y={y} label={label} sign={look.sign} tone={look.tone} />
}
