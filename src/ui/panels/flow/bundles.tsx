/**
 * Edges with many channels: one band between two operators, as wide as what is queued, and one trough per subtask
 * that shows how full its queues are. Barriers and the channels of the acting or selected task stay single.
 */
import type { Frame } from '../../../engine/api/frame.ts'
import { hatchUrl } from '../../kit/patterns.tsx'
import { centerX, centerY, clamp, px, right, type Point } from '../../marks/geometry.ts'
import { Padlock } from '../../marks/padlock.tsx'
import { fitText } from '../../marks/text-width.ts'
import { wireThrough } from '../../marks/wire-path.ts'
import type { DrawnChannel } from './channel-geometry.ts'
import type { Edge, FlowLayout, Trough } from './layout.ts'
import type { FlowTexts } from './text.ts'

export interface BundlesProps {
  readonly layout: FlowLayout
  readonly channels: ReadonlyMap<number, DrawnChannel>
  readonly frame: Frame
  readonly queueRoom: number
  readonly texts: FlowTexts
}

export function Bundles(props: BundlesProps) {
  return (
    <g>
      {props.layout.edges
        .filter(edge => edge.bundled)
        .map(edge => (
          <Bundle key={edge.index} {...props} edge={edge} />
        ))}
    </g>
  )
}

interface Level {
  readonly trough: Trough
  readonly side: 'out' | 'in'
  channels: number
  count: number
  shut: number
}

function levelsOf(edge: Edge, props: BundlesProps): Level[] {
  const levels = new Map<string, Level>()
  const add = (trough: Trough, side: 'out' | 'in', count: number, shut: boolean) => {
    const level = levels.get(trough.key) ?? { trough, side, channels: 0, count: 0, shut: 0 }
    level.channels += 1
    level.count += count
    level.shut += shut ? 1 : 0
    levels.set(trough.key, level)
  }
  for (const { index } of edge.channels) {
    const drawn = props.channels.get(index)
    const state = props.frame.channels[index]
    if (drawn === undefined || state === undefined) continue
    add(drawn.out, 'out', state.queuedCount, state.senderBlocked > 0)
    add(drawn.input, 'in', state.receivedCount, state.receiverBlocked > 0)
  }
  return [...levels.values()]
}

function Bundle(props: BundlesProps & { readonly edge: Edge }) {
  const { edge, texts, queueRoom } = props
  const levels = levelsOf(edge, props)
  const outs = levels.filter(level => level.side === 'out')
  const ins = levels.filter(level => level.side === 'in')
  const queued = outs.reduce((sum, level) => sum + level.count, 0)
  const from = middleOf(outs, 'out')
  const to = middleOf(ins, 'in')
  if (from === null || to === null) return null
  const reach = Math.min(26, (to.x - from.x) / 4)
  const hub = { x: from.x + reach, y: from.y }
  const end = { x: to.x - reach, y: to.y }
  const middle = { x: (hub.x + end.x) / 2, y: (hub.y + end.y) / 2 }
  return (
    <g>
      <g fill="none" stroke="var(--line2)" strokeOpacity={0.5} strokeWidth={1}>
        {outs.map(({ trough }) => (
          <path key={trough.key} d={wireThrough([{ x: right(trough.box), y: centerY(trough.box) }, hub]).d} />
        ))}
        {ins.map(({ trough }) => (
          <path key={trough.key} d={wireThrough([end, { x: trough.box.x, y: centerY(trough.box) }]).d} />
        ))}
      </g>
      <path
        d={wireThrough([hub, end]).d}
        fill="none"
        stroke="var(--line2)"
        strokeOpacity={0.3}
        strokeWidth={clamp(3 + queued, 3, 40)}
        strokeLinecap="round"
      />
      {[texts.channels(edge.channels.length), texts.queuedSum(queued)].map((words, i) => (
        <text
          key={words}
          x={px(middle.x)}
          y={px(middle.y + (i === 0 ? -1 : 1) * clamp(11 + queued / 2, 11, 31))}
          dy=".36em"
          fontSize={11.5}
          textAnchor="middle"
          fill="var(--text2)"
          stroke="var(--bg)"
          strokeWidth={4}
          paintOrder="stroke"
        >
          {fitText(words, to.x - from.x - 4, 11.5)}
        </text>
      ))}
      {levels.map(level => (
        <LevelTrough key={level.trough.key} level={level} queueRoom={queueRoom} />
      ))}
    </g>
  )
}

function middleOf(levels: readonly Level[], side: 'out' | 'in'): Point | null {
  const first = levels[0]
  if (first === undefined) return null
  const y = levels.reduce((sum, level) => sum + centerY(level.trough.box), 0) / levels.length
  return { x: side === 'out' ? right(first.trough.box) : first.trough.box.x, y }
}

function LevelTrough({ level, queueRoom }: { readonly level: Level; readonly queueRoom: number }) {
  const { box } = level.trough
  const full = Math.max(1, level.channels * queueRoom)
  const share = clamp(level.count / full, 0, 1)
  const shape = {
    x: px(box.x),
    y: px(box.y),
    width: px(box.width),
    height: px(box.height),
    rx: Math.min(6, box.height / 3),
  }
  const inner = box.width - 4
  return (
    <g>
      <rect {...shape} fill="var(--sunken)" stroke="var(--line)" />
      {level.shut > 0 && (
        <rect
          {...shape}
          fill={hatchUrl('alignment')}
          stroke="var(--wait)"
          strokeWidth={1.3}
          opacity={level.shut < level.channels ? 0.6 : 1}
        />
      )}
      {share > 0 && (
        <rect
          x={px(right(box) - 2 - inner * share)}
          y={px(box.y + 2)}
          width={px(inner * share)}
          height={px(box.height - 4)}
          rx={3}
          fill="var(--key-1)"
          stroke="var(--key-1-edge)"
          strokeWidth={0.8}
        />
      )}
      {level.count > 0 && box.height >= 12 && (
        <text
          x={px(Math.min(right(box) - 12, centerX(box)))}
          y={px(centerY(box))}
          dy=".36em"
          fontSize={11}
          fontWeight={600}
          textAnchor="middle"
          fill="var(--text)"
          stroke="var(--sunken)"
          strokeWidth={3}
          paintOrder="stroke"
        >
          {level.count}
        </text>
      )}
      {level.shut > 0 && level.side === 'in' && box.height >= 12 && (
        <g>
          <Padlock x={box.x + 9} y={centerY(box)} size={Math.min(12, box.height - 2)} />
        </g>
      )}
    </g>
  )
}
