/** The verbs of one task where it is drawn: right click, long press. The same as in the Fault menu. */
import { Menu } from '@base-ui/react/menu'
import { useStore } from 'zustand'
import { closeTaskMenu, taskMenu } from '../../../store/task-menu.ts'
import { session } from '../../../store/session.ts'
import { useFrame, useScene } from '../../kit/hooks.ts'
import { MenuItem, MenuSurface } from '../../kit/menu.tsx'
import { useTexts } from '../../i18n/texts.ts'
import { shellTexts } from '../text.ts'
import { KillItem, PauseItem, SlowItem } from '../time/fault-items.tsx'

export function TaskMenu() {
  const text = useTexts(shellTexts)
  const open = useStore(taskMenu, state => state.open)
  const scene = useScene()
  const frame = useFrame()
  const task = frame?.tasks.find(one => one.actor === open?.actor)
  if (open === null || scene === null || task === undefined) return null
  const anchor = { getBoundingClientRect: () => new DOMRect(open.x, open.y, 0, 0) }
  return (
    <Menu.Root open onOpenChange={next => !next && closeTaskMenu()} modal={false}>
      <MenuSurface align="start" side="bottom" anchor={anchor}>
        <KillItem task={task} scene={scene} keyHint="Shift K" />
        <SlowItem task={task} scene={scene} keyHint="Shift D" />
        <PauseItem task={task} scene={scene} />
        <MenuItem
          label={text.stage.openSheet}
          onSelect={() => session.setState({ inspectorTab: 'task', inspectorOpen: true })}
        />
      </MenuSurface>
    </Menu.Root>
  )
}
