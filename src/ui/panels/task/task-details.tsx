/** One task: why it waits, what comes in and goes out, its part in the checkpoint, its state. */
import { Hourglass, Lock } from 'lucide-react'
import type { ActorScene, Frame, Scene, TaskFrame } from '../../../engine/api/frame.ts'
import { actorName, vertexOf } from '../../../store/scene.ts'
import { moment } from '../../i18n/format.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { waitingSentence } from '../../i18n/waiting.ts'
import { LifecycleBadge } from '../../kit/lifecycle-badge.tsx'
import { Section } from '../../kit/section.tsx'
import { SentenceView } from '../../kit/sentence-view.tsx'
import { ChannelTable } from './channel-table.tsx'
import { CheckpointHere } from './checkpoint-here.tsx'
import { EventTimeSection } from './event-time-section.tsx'
import { FlinkNote } from './flink-note.tsx'
import { OracleBadges } from './oracle-badges.tsx'
import { ResumeTable, SinkFacts, SplitTable, StateTable } from './held-state.tsx'
import { SinkReaders } from './sink-readers.tsx'
import styles from './task-details.module.css'
import { taskTexts, waitingTitle } from './text.ts'
import { UsageSection } from './usage-section.tsx'

export interface TaskProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly task: TaskFrame
  readonly actor: ActorScene
}

export function TaskDetails({ scene, frame, task, actor }: TaskProps) {
  const text = useTexts(taskTexts)
  const vertex = vertexOf(scene, actor)
  return (
    <>
      <header className={styles.header}>
        <h2 className={styles.name}>{actor.name}</h2>
        <LifecycleBadge state={task.state} />
        <span className={styles.share}>
          {task.keyGroups !== null && vertex !== null
            ? text.keyGroups(task.keyGroups[0], task.keyGroups[1], vertex.maxParallelism)
            : text.subtask(actor.subtask, vertex?.parallelism ?? 1)}
          {task.localCopies.length > 0 &&
            ` · ${text.localCopies(task.localCopies.map(id => `chk-${id}`).join(', '))}`}
          {task.taskManager >= 0 && ` · ${actorName(scene, task.taskManager)}`}
        </span>
      </header>
      <Waiting scene={scene} task={task} />
      <InHand task={task} />
      <UsageSection task={task} />
      <ChannelTable scene={scene} frame={frame} actor={actor.index} side="inputs" />
      <ChannelTable scene={scene} frame={frame} actor={actor.index} side="outputs" />
      <EventTimeSection scene={scene} frame={frame} task={task} />
      <CheckpointHere frame={frame} task={task} role={vertex?.role ?? 'operator'} />
      <SplitTable task={task} eventTime={scene.eventTime} />
      <ResumeTable task={task} />
      <SinkFacts task={task} />
      {vertex !== null && vertex.sinks.length > 0 && <SinkReaders frame={frame} vertex={vertex} />}
      {vertex?.operators.some(operator => operator.stateful) === true && task.keyGroups !== null && (
        <StateTable task={task} backend={scene.settings.stateBackend} />
      )}
      <Mailbox task={task} />
      <OracleBadges frame={frame} />
      <FlinkNote frame={frame} task={task} name={actor.name} vertexName={vertex?.name ?? ''} />
    </>
  )
}

function Waiting({ scene, task }: { readonly scene: Scene; readonly task: TaskFrame }) {
  const text = useTexts(taskTexts)
  const language = useLanguage()
  const sentence = waitingSentence(task, scene, language)
  if (sentence === null || task.waiting === null) return null
  const title = waitingTitle(task.waiting)
  const tone = title === 'whyWaiting' ? 'wait' : title === 'whyDown' ? 'fail' : 'quiet'
  return (
    <Section
      title={text[title]}
      tone={tone}
      icon={
        task.waiting.why === 'alignment' ? (
          <Lock size={13} aria-hidden="true" />
        ) : (
          <Hourglass size={13} aria-hidden="true" />
        )
      }
    >
      <p>
        <SentenceView sentence={sentence} />
      </p>
    </Section>
  )
}

function InHand({ task }: { readonly task: TaskFrame }) {
  const text = useTexts(taskTexts)
  if (task.inHand === null && task.slowFactor <= 1) return null
  return (
    <Section title={text.inHand}>
      {task.inHand !== null && (
        <p>
          <SentenceView sentence={text.busyWith(task.inHand.label, moment(task.busyUntil))} />
        </p>
      )}
      {task.slowFactor > 1 && <p className={styles.slow}>{text.slow(task.slowFactor)}</p>}
    </Section>
  )
}

function Mailbox({ task }: { readonly task: TaskFrame }) {
  const text = useTexts(taskTexts)
  if (task.mailbox.length === 0) return null
  return (
    <Section title={text.mailbox}>
      <ul>
        {task.mailbox.map((message, i) => (
          <li key={`${i} ${message}`} className={styles.message}>
            {message}
          </li>
        ))}
      </ul>
    </Section>
  )
}
