/** What is selected, in words and numbers: a task, a channel or a record, at the step shown. */
import { useTexts } from '../../i18n/texts.ts'
import { useScene, useSelection } from '../../kit/hooks.ts'
import { EmptyState } from '../../kit/section.tsx'
import { CALM_MS, useCalmFrame } from '../../kit/use-calm-frame.ts'
import { ChannelDetails } from './channel-details.tsx'
import { RecordDetails } from './record-details.tsx'
import { TaskDetails } from './task-details.tsx'
import { taskTexts } from './text.ts'

export function TaskPanel() {
  const text = useTexts(taskTexts)
  const scene = useScene()
  const frame = useCalmFrame(CALM_MS)
  const selection = useSelection()
  if (scene === null || frame === null) return null
  if (selection?.type === 'channel') {
    const channel = scene.channels[selection.index]
    const shown = frame.channels[selection.index]
    if (channel === undefined || shown === undefined) return <EmptyState>{text.gone}</EmptyState>
    return <ChannelDetails scene={scene} channel={channel} shown={shown} />
  }
  if (selection?.type === 'record') {
    return <RecordDetails scene={scene} frame={frame} record={selection} />
  }
  if (selection?.type === 'task') {
    const task = frame.tasks.find(one => one.actor === selection.actor)
    const actor = scene.actors.find(one => one.index === selection.actor)
    if (task === undefined || actor === undefined) return <EmptyState>{text.gone}</EmptyState>
    return <TaskDetails scene={scene} frame={frame} task={task} actor={actor} />
  }
  return <EmptyState>{text.nothing}</EmptyState>
}
