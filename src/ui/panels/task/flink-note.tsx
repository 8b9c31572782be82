/** What a person would see of this task in Flink's own web interface at this moment. */
import type { Frame, TaskFrame } from '../../../engine/api/frame.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Section } from '../../kit/section.tsx'
import { SentenceView } from '../../kit/sentence-view.tsx'
import { taskTexts } from './text.ts'

interface NoteProps {
  readonly frame: Frame
  readonly task: TaskFrame
  readonly name: string
  readonly vertexName: string
}

export function FlinkNote({ frame, task, name, vertexName }: NoteProps) {
  const text = useTexts(taskTexts)
  const pending = frame.coordinator.checkpoints.find(one => one.status === 'pending')
  if (pending === undefined) {
    return (
      <Section title={text.flink}>
        <p>
          <SentenceView sentence={text.flinkQuiet(name, vertexName, task.state)} />
        </p>
      </Section>
    )
  }
  const total = pending.subtasks.length
  const acked = pending.subtasks.filter(one => one.phase === 'acknowledged').length
  const percent = total === 0 ? 0 : Math.round((acked / total) * 100)
  const mine = pending.subtasks.find(one => one.actor === task.actor)?.phase === 'acknowledged'
  const sentence = mine ? text.flinkAcked : text.flinkPending
  return (
    <Section title={text.flink}>
      <p>
        <SentenceView sentence={sentence(acked, total, percent, name)} />
      </p>
    </Section>
  )
}
