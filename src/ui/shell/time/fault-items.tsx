/** The verbs of a task, in every menu that has them. */
import type { Scene, TaskFrame } from '../../../engine/api/frame.ts'
import { act } from '../../../store/run-commands.ts'
import { actorName } from '../../../store/scene.ts'
import { useTexts } from '../../i18n/texts.ts'
import { MenuItem } from '../../kit/menu.tsx'
import { shellTexts } from '../text.ts'

const isDown = (task: TaskFrame): boolean => task.activity === 'down'

interface ItemProps {
  readonly task: TaskFrame
  readonly scene: Scene
  readonly keyHint?: string
}

export function KillItem({ task, scene, keyHint }: ItemProps) {
  const text = useTexts(shellTexts).fault
  const name = actorName(scene, task.actor)
  return (
    <MenuItem
      danger
      label={text.kill(name)}
      keyHint={keyHint}
      unavailable={isDown(task) ? text.down : null}
      onSelect={() => void act('kill-task', name)}
    />
  )
}

export function PauseItem({ task, scene }: ItemProps) {
  const text = useTexts(shellTexts).fault
  const name = actorName(scene, task.actor)
  return (
    <MenuItem
      label={text.pause(name)}
      unavailable={isDown(task) ? text.notRunning : null}
      onSelect={() => void act('pause-task', name)}
    />
  )
}

export function SlowItem({ task, scene, keyHint }: ItemProps) {
  const text = useTexts(shellTexts).fault
  const name = actorName(scene, task.actor)
  const unavailable = isDown(task)
    ? text.notRunning
    : task.slowFactor > 1
      ? text.slowAlready(task.slowFactor)
      : null
  return (
    <MenuItem
      label={text.slow(name)}
      keyHint={keyHint}
      unavailable={unavailable}
      onSelect={() => void act('slow-task', name)}
    />
  )
}
