/** What failed so far, newest first: the JobManager's exception history. */
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import { actorName } from '../../../store/scene.ts'
import { moment } from '../../i18n/format.ts'
import { defineTexts, useTexts } from '../../i18n/texts.ts'
import { Section } from '../../kit/section.tsx'
import table from '../../kit/table.module.css'

const SHOWN_MAX = 6

const failuresTexts = defineTexts(
  {
    title: 'Failures',
    job: 'the job',
    restarted: (count: number): string => (count === 1 ? '1 task restarts' : `${count} tasks restart`),
    more: (count: number): string => `and ${count} before`,
  },
  {
    title: '失败',
    job: '作业',
    restarted: count => `${count} 个任务重启`,
    more: count => `以及更早的 ${count} 次`,
  },
)

export function FailuresSection({ scene, frame }: { readonly scene: Scene; readonly frame: Frame }) {
  const text = useTexts(failuresTexts)
  const { exceptions } = frame.job
  if (exceptions.length === 0) return null
  const more = exceptions.length - SHOWN_MAX
  return (
    <Section title={text.title}>
      <ul>
        {exceptions.slice(0, SHOWN_MAX).map(({ time, actor, restarted, message }) => (
          <li key={`${time} ${actor}`}>
            {moment(time)} · <strong>{actor < 0 ? text.job : actorName(scene, actor)}</strong>: {message}{' '}
            <span className={table.muted}>({text.restarted(restarted)})</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className={table.muted}>{text.more(more)}</p>}
    </Section>
  )
}
