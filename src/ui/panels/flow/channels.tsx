/** Queues, wires, buffers and credits: everything of the channels that stays where it is. */
import type { ChannelFrame, ChannelScene, Frame } from '../../../engine/api/frame.ts'
import { timersByChannel, type TimeLeft } from '../../../store/alignment-timer.ts'
import { select, type Focus, type Selection } from '../../../store/session.ts'
import { CreditDots } from '../../marks/credit-dots.tsx'
import { centerY, px, right } from '../../marks/geometry.ts'
import { Padlock } from '../../marks/padlock.tsx'
import { fitText, textWidth } from '../../marks/text-width.ts'
import { TroughMark } from '../../marks/trough.tsx'
import { OvertakesIn, WaitsFor } from './alignment-timers.tsx'
import type { DrawnChannel } from './channel-geometry.ts'
import type { CardContext } from './card-context.ts'
import { ChannelTime, GateSign } from './event-time.tsx'
import { slotX } from './items.ts'
import type { Trough } from './layout.ts'
import type { FlowTexts } from './text.ts'
import { menuOf } from './use-stage-menu.ts'

export interface ChannelsProps {
  readonly channels: readonly DrawnChannel[]
  readonly frame: Frame
  readonly queueRoom: number
  readonly selection: Selection | null
  readonly focus: Focus | null
  readonly texts: FlowTexts
  readonly context: CardContext
}

export function Wires({ channels, frame, selection, focus }: ChannelsProps) {
  return (
    <g fill="none">
      {channels.map(channel => {
        const shut = (frame.channels[channel.index]?.receiverBlocked ?? 0) > 0
        const scene = sceneOf(channel)
        const chosen = isChannel(selection, channel.index)
        return (
          <g key={channel.index}>
            {(chosen || isChannel(focus, channel.index)) && (
              <path
                d={channel.wire.d}
                stroke={chosen ? 'var(--now)' : 'var(--ctl)'}
                strokeWidth={5}
                strokeOpacity={0.25}
              />
            )}
            <path
              d={channel.wire.d}
              stroke={shut ? 'var(--wait)' : 'var(--line2)'}
              strokeWidth={shut ? 1.9 : 1.1}
              strokeDasharray={shut ? '0.1 5' : scene.tag === null ? undefined : '6 3'}
              strokeLinecap={shut ? 'round' : undefined}
            />
            <path
              d={channel.wire.d}
              stroke="transparent"
              strokeWidth={12}
              pointerEvents="stroke"
              data-pick=""
              data-channel={channel.index}
              {...menuOf({ type: 'channel', index: channel.index })}
              onClick={() => select({ type: 'channel', index: channel.index })}
            />
          </g>
        )
      })}
    </g>
  )
}

const sceneOf = ({ edge, index }: DrawnChannel): Pick<ChannelScene, 'tag' | 'gate'> =>
  edge.channels.find(one => one.index === index) ?? { tag: null, gate: 0 }

const isChannel = (thing: Focus | null, index: number): boolean =>
  thing?.type === 'channel' && thing.index === index

export function Troughs(props: ChannelsProps) {
  const { channels, frame } = props
  const timers = timersByChannel(frame)
  return (
    <g>
      {channels.map(channel => {
        const state = frame.channels[channel.index]
        if (state === undefined) return null
        const timer = timers.get(channel.index)
        return (
          <g
            key={channel.index}
            data-pick=""
            data-channel={channel.index}
            {...menuOf({ type: 'channel', index: channel.index })}
            onClick={() => select({ type: 'channel', index: channel.index })}
          >
            <Queue {...props} channel={channel} state={state} timer={timer} />
            <Buffers {...props} channel={channel} state={state} timer={timer} />
          </g>
        )
      })}
    </g>
  )
}

interface OneChannelProps extends ChannelsProps {
  readonly channel: DrawnChannel
  readonly state: ChannelFrame
  /** Until the channel is no longer waited for, or its barrier overtakes. */
  readonly timer: TimeLeft | undefined
}

/** What the sender keeps back since a barrier went out has a hatch and is counted. */
function Queue({ channel, state, timer, queueRoom, selection, focus, texts }: OneChannelProps) {
  const { out } = channel
  const held = state.senderBlocked > 0 || state.receiverBlocked > 0
  const shut = state.receiverBlocked > 0
  const waiting = state.queuedCount
  return (
    <g>
      <TroughMark
        box={out.box}
        slotXs={slotXs(out)}
        state={!held ? 'open' : waiting > 0 || shut ? 'held' : 'quiet'}
        selected={isChannel(selection, channel.index)}
      />
      <LevelNumber trough={out} count={waiting} />
      {isChannel(focus, channel.index) && <FocusRing trough={out} />}
      {held && (waiting > 0 || shut) ? (
        <HeldCaption trough={out} shut={shut} waiting={waiting} room={queueRoom} texts={texts} />
      ) : (
        timer?.timer.side === 'output' && <OvertakesIn trough={out} timer={timer} texts={texts} />
      )}
    </g>
  )
}

const slotXs = (trough: Trough): number[] => Array.from({ length: trough.slots }, (_, i) => slotX(trough, i))

interface HeldCaptionProps {
  readonly trough: Trough
  readonly shut: boolean
  readonly waiting: number
  readonly room: number
  readonly texts: FlowTexts
}

function HeldCaption({ trough, shut, waiting, room, texts }: HeldCaptionProps) {
  const { box } = trough
  if (!trough.roomAbove || trough.slots === 0)
    return shut ? <Padlock x={right(box) + 8} y={box.y - 1} size={11} /> : null
  const words =
    waiting === 0 ? texts.blocked : shut ? texts.blockedWait(waiting, room) : texts.heldWait(waiting, room)
  const width = box.width - 8
  const fitted = fitText(words, width, 12, 600)
  const short = fitted === words ? words : waiting > 0 ? texts.waiting(waiting) : ''
  const said = textWidth(short, 12, 600) <= width ? short : ''
  return (
    <g>
      <text
        x={px(box.x + 3)}
        y={px(box.y - 8.5)}
        dy=".36em"
        fontSize={12}
        fontWeight={600}
        fill="var(--wait-text)"
        stroke="var(--bg)"
        strokeWidth={4}
        strokeLinejoin="round"
        paintOrder="stroke"
      >
        {said}
      </text>
      {shut && <Padlock x={right(box) + 4} y={box.y - 9} />}
    </g>
  )
}

function Buffers({ channel, state, timer, selection, focus, context, channels }: OneChannelProps) {
  const { input } = channel
  const isSecond = sceneOf(channel).gate > 0
  const hasGates = isSecond || channels.some(other => other.to === channel.to && sceneOf(other).gate > 0)
  const shut = state.receiverBlocked > 0
  const { box } = input
  const above = input.roomAbove && input.slots > 0
  return (
    <g>
      <TroughMark
        box={box}
        slotXs={slotXs(input)}
        state={shut ? 'held' : 'open'}
        selected={isChannel(selection, channel.index)}
      />
      <LevelNumber trough={input} count={state.receivedCount} />
      {isChannel(focus, channel.index) && <FocusRing trough={input} />}
      {above ? (
        <CreditDots x={box.x + 7} y={box.y - 6} free={state.creditsFree} total={state.creditsTotal} />
      ) : (
        <CreditDots
          x={input.slack > 0 ? box.x + 7 : box.x - 5}
          y={centerY(box)}
          free={state.creditsFree}
          total={Math.min(2, state.creditsTotal)}
          vertical
        />
      )}
      <ChannelTime channel={channel} input={context.watermarks.get(channel.index)} context={context} />
      {hasGates && <GateSign channel={channel} gate={isSecond ? 1 : 0} />}
      {shut && timer?.timer.side === 'input' && <WaitsFor trough={input} timer={timer} />}
      {shut && (
        <Padlock
          x={box.x + Math.min(15, box.width / 2)}
          y={centerY(box)}
          size={Math.min(timer === undefined ? 14 : 12, box.height - 4, box.width - 4)}
        />
      )}
    </g>
  )
}

/** How many there are, where a trough has no room to show them. */
function LevelNumber({ trough, count }: { readonly trough: Trough; readonly count: number }) {
  const { box } = trough
  if (trough.slots > 0 || count === 0) return null
  return (
    <g>
      <rect
        x={px(box.x + 2)}
        y={px(box.y + 2)}
        width={px(box.width - 4)}
        height={px(box.height - 4)}
        rx={3}
        fill="var(--key-1)"
      />
      <text
        x={px(box.x + box.width / 2)}
        y={px(centerY(box))}
        dy=".36em"
        fontSize={11}
        fontWeight={650}
        textAnchor="middle"
        fill="var(--text)"
      >
        {count}
      </text>
    </g>
  )
}

function FocusRing({ trough }: { readonly trough: Trough }) {
  const { box } = trough
  return (
    <rect
      x={px(box.x - 4)}
      y={px(box.y - 4)}
      width={px(box.width + 8)}
      height={px(box.height + 8)}
      rx={9}
      fill="none"
      stroke="var(--ctl)"
      strokeWidth={2}
    />
  )
}
