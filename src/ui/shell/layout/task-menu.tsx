/** The verbs of one task where it is drawn: right click, long press. Grouped as in the Fault menu. */
import { Menu } from '@base-ui/react/menu'
import { useStore } from 'zustand'
import { closeTaskMenu, taskMenu } from '../../../store/task-menu.ts'
import { session } from '../../../store/session.ts'
import { useScene } from '../../kit/hooks.ts'
import { MenuItem, MenuSeparator, MenuSurface } from '../../kit/menu.tsx'
import { useTexts } from '../../i18n/texts.ts'
import { shellTexts } from '../text.ts'
import { FaultsAbout } from '../commands/fault-items.tsx'

export function TaskMenu() {
  const text = useTexts(shellTexts)
  const open = useStore(taskMenu, state => state.open)
  const scene = useScene()
  const target = scene?.actors.find(one => one.index === open?.actor)
  if (open === null || target === undefined) return null
  const anchor = { getBoundingClientRect: () => new DOMRect(open.x, open.y, 0, 0) }
  return (
    <Menu.Root open onOpenChange={next => !next && closeTaskMenu()} modal={false}>
      <MenuSurface align="start" side="bottom" anchor={anchor}>
        <FaultsAbout task={target} />
        <MenuSeparator />
        <MenuItem
          label={text.stage.openSheet}
          onSelect={() => session.setState({ inspectorTab: 'task', inspectorOpen: true })}
        />
      </MenuSurface>
    </Menu.Root>
  )
}
