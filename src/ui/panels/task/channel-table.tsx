/** The channels of a task: where the barrier is, how many records are in them, how many may still be sent. */
import type { ChannelFrame, ChannelScene, Frame, Scene } from '../../../engine/api/frame.ts'
import {
  actorName,
  barrierPlace,
  inputsOf,
  outputsOf,
  recordsIn,
  type BarrierPlace,
} from '../../../store/scene.ts'
import { select } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Section } from '../../kit/section.tsx'
import table from '../../kit/table.module.css'
import { taskTexts } from './text.ts'

interface TableProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly actor: number
  readonly side: 'inputs' | 'outputs'
}

export function ChannelTable({ scene, frame, actor, side }: TableProps) {
  const text = useTexts(taskTexts)
  const channels = side === 'inputs' ? inputsOf(scene, actor) : outputsOf(scene, actor)
  const pending = frame.coordinator.checkpoints.find(one => one.status === 'pending')?.id ?? 0
  if (channels.length === 0) return null
  return (
    <Section title={text[side]}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{side === 'inputs' ? text.channel : text.to}</th>
            <th scope="col" className={table.start}>
              {pending > 0 ? text.barrierNumber(pending) : text.barrier}
            </th>
            <th scope="col">{text.queued}</th>
            <th scope="col">{text.credit}</th>
          </tr>
        </thead>
        <tbody>
          {channels.map(channel => (
            <ChannelRow
              key={channel.index}
              name={actorName(scene, side === 'inputs' ? channel.from : channel.to)}
              channel={channel}
              shown={frame.channels[channel.index]}
              place={barrierPlace(frame, channel, pending)}
              side={side}
            />
          ))}
        </tbody>
      </table>
    </Section>
  )
}

interface RowProps {
  readonly name: string
  readonly channel: ChannelScene
  readonly shown: ChannelFrame | undefined
  readonly place: BarrierPlace
  readonly side: 'inputs' | 'outputs'
}

function ChannelRow({ name, channel, shown, place, side }: RowProps) {
  if (shown === undefined) return null
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className={table.link}
          onClick={() => select({ type: 'channel', index: channel.index })}
        >
          {name}
        </button>
      </th>
      <td className={table.start}>
        <BarrierWord place={place} held={side === 'outputs' && shown.senderBlocked > 0} />
      </td>
      <td>{recordsIn(shown)}</td>
      <td>
        {shown.creditsFree} / {shown.creditsTotal}
      </td>
    </tr>
  )
}

interface WordProps {
  readonly place: BarrierPlace
  /** The sender may send nothing behind the barrier. */
  readonly held: boolean
}

function BarrierWord({ place, held }: WordProps) {
  const text = useTexts(taskTexts)
  switch (place) {
    case 'blocked':
      return (
        <span className={table.wait}>
          <span aria-hidden="true">✓ </span>
          {text.blocked}
        </span>
      )
    case 'arrived':
      return (
        <span>
          <span aria-hidden="true">✓ </span>
          {text.arrived}
        </span>
      )
    case 'on-its-way':
      return held ? text.held : text.onItsWay
    case 'not-here':
      return <span className={table.muted}>–</span>
  }
}
