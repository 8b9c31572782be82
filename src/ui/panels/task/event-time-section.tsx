/** Event time at one task: its watermark and who holds it back, what waits for it, and what came too late. */
import type { Frame, Scene, TaskFrame, TimerRow } from '../../../engine/api/frame.ts'
import { actorName } from '../../../store/scene.ts'
import { inputWatermarks, type InputWatermark } from '../../../store/watermarks.ts'
import { eventTime, eventTimeInFull } from '../../i18n/format.ts'
import { useText, useTexts } from '../../i18n/texts.ts'
import { Fact, Facts, Section } from '../../kit/section.tsx'
import { SentenceView } from '../../kit/sentence-view.tsx'
import table from '../../kit/table.module.css'
import { taskTimeTexts } from './text-time.ts'

const TIMERS_MAX = 6

interface EventTimeProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly task: TaskFrame
}

export function EventTimeSection({ scene, frame, task }: EventTimeProps) {
  const text = useTexts(taskTimeTexts)
  const shared = useText()
  const { watermark, lateDropped, pendingMarks, eventTimers, processingTimers } = task.eventTime
  const hasTimers = eventTimers + processingTimers > 0
  if (!scene.eventTime && !hasTimers) return null
  const inputs = inputWatermarks(scene, frame, task.actor)
  return (
    <>
      <Section title={text.title}>
        <Why scene={scene} inputs={inputs} task={task} />
        <Facts>
          <Fact label={text.watermark} value={eventTimeInFull(watermark, shared.eventTime)} />
          {lateDropped > 0 && <Fact label={text.lateDropped} value={lateDropped} />}
          {pendingMarks > 0 && <Fact label={text.pendingMarks} value={pendingMarks} />}
        </Facts>
        {inputs.length > 1 && <Inputs scene={scene} inputs={inputs} />}
      </Section>
      {hasTimers && <Timers task={task} />}
    </>
  )
}

interface WhyProps {
  readonly scene: Scene
  readonly inputs: readonly InputWatermark[]
  readonly task: TaskFrame
}

/** The minimum in words: who holds it back, who is idle, who has to catch up. */
function Why({ scene, inputs, task }: WhyProps) {
  const text = useTexts(taskTimeTexts)
  const shared = useText()
  const named = (role: InputWatermark['role']) =>
    inputs.filter(input => input.role === role).map(input => actorName(scene, input.channel.from))
  const held = inputs.find(input => input.role === 'holds-back')
  const [idle, behind] = [named('idle'), named('catching-up')]
  if (inputs.length === 0) {
    return task.eventTime.idle ? <p>{text.sourceIdle}</p> : null
  }
  return (
    <p>
      {task.eventTime.idle ? (
        text.allIdle
      ) : held === undefined ? (
        inputs.length === 1 ? (
          <SentenceView sentence={text.onlyInput(actorName(scene, inputs[0]?.channel.from ?? -1))} />
        ) : (
          text.allAlike
        )
      ) : (
        <SentenceView
          sentence={text.heldBack(named('holds-back'), eventTime(held.watermark, shared.eventTime))}
        />
      )}{' '}
      {idle.length > 0 && !task.eventTime.idle && <SentenceView sentence={text.idle(idle)} />}{' '}
      {behind.length > 0 && <SentenceView sentence={text.catchingUp(behind)} />}
    </p>
  )
}

function Inputs({ scene, inputs }: Omit<WhyProps, 'task'>) {
  const text = useTexts(taskTimeTexts)
  const shared = useText()
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">{text.channel}</th>
          <th scope="col">{text.watermark}</th>
          <th scope="col">{text.counts}</th>
        </tr>
      </thead>
      <tbody>
        {inputs.map(({ channel, watermark, role }) => (
          <tr key={channel.index} className={role === 'idle' ? table.muted : undefined}>
            <th scope="row">{actorName(scene, channel.from)}</th>
            <td>{eventTime(watermark, shared.eventTime)}</td>
            <td className={role === 'holds-back' ? table.wait : undefined}>{text.roles[role]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Timers({ task }: { readonly task: TaskFrame }) {
  const text = useTexts(taskTimeTexts)
  const { timers, eventTimers, processingTimers, watermark, processingTime } = task.eventTime
  const shown = timers.slice(0, TIMERS_MAX)
  const isDue = (timer: TimerRow): boolean =>
    timer.timestamp <= (timer.domain === 'event time' ? watermark : processingTime)
  const shared = useText()
  return (
    <Section title={text.timers}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{text.key}</th>
            <th scope="col">{text.firesAt}</th>
            <th scope="col">{text.domain}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(timer => (
            <tr key={`${timer.operator} ${timer.domain} ${timer.timestamp} ${timer.namespace} ${timer.key}`}>
              <th scope="row">{timer.key}</th>
              <td className={isDue(timer) ? table.wait : undefined}>
                {eventTime(timer.timestamp, shared.eventTime)}
              </td>
              <td>{text.domains[timer.domain]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {eventTimers + processingTimers > shown.length && (
        <p className={table.muted}>{text.moreTimers(eventTimers + processingTimers - shown.length)}</p>
      )}
    </Section>
  )
}
