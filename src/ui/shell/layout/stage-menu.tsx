/** The verbs of one thing where it is drawn: right click, long press, menu key. For a task, grouped as in the Fault menu. */
import { Menu } from '@base-ui/react/menu'
import { useStore } from 'zustand'
import type { Scene } from '../../../engine/api/frame.ts'
import { closeStageMenu, stageMenu, type StageThing } from '../../../store/stage-menu.ts'
import { actorName } from '../../../store/scene.ts'
import { session } from '../../../store/session.ts'
import { useScene } from '../../kit/hooks.ts'
import { MenuGroup, MenuItem, MenuLabel, MenuSeparator, MenuSurface } from '../../kit/menu.tsx'
import { useTexts } from '../../i18n/texts.ts'
import { shellTexts } from '../text.ts'
import { FaultsAbout, FaultsAt } from '../commands/fault-items.tsx'
import { commandTexts } from '../commands/text.ts'

export function StageMenu() {
  const open = useStore(stageMenu, state => state.open)
  const scene = useScene()
  if (open === null || scene === null || !isThere(open.thing, scene)) return null
  const anchor = { getBoundingClientRect: () => new DOMRect(open.x, open.y, 0, 0) }
  return (
    <Menu.Root open onOpenChange={next => !next && closeStageMenu()} modal={false}>
      <MenuSurface align="start" side="bottom" anchor={anchor}>
        <Verbs thing={open.thing} scene={scene} />
      </MenuSurface>
    </Menu.Root>
  )
}

/** A menu that is open while the job is started anew may be about something that is no longer there. */
function isThere(thing: StageThing, scene: Scene): boolean {
  switch (thing.type) {
    case 'task':
      return scene.actors.some(actor => actor.index === thing.actor)
    case 'channel':
      return thing.index < scene.channels.length
    case 'record':
      return thing.channel < scene.channels.length
    case 'broker':
      return scene.vertices.some(vertex => vertex.index === thing.vertex)
    case 'jobmanager':
    case 'storage':
      return true
  }
}

function Verbs({ thing, scene }: { readonly thing: StageThing; readonly scene: Scene }) {
  const task = thing.type === 'task' ? scene.actors.find(actor => actor.index === thing.actor) : undefined
  return (
    <>
      <MenuGroup>
        <MenuLabel>{useName(thing, scene)}</MenuLabel>
        {thing.type === 'task' ? (
          task !== undefined && <FaultsAbout task={task} />
        ) : (
          <FaultsAt thing={thing} />
        )}
      </MenuGroup>
      {(thing.type === 'task' || thing.type === 'channel' || thing.type === 'record') && <Inspect />}
    </>
  )
}

function Inspect() {
  const text = useTexts(shellTexts)
  return (
    <>
      <MenuSeparator />
      <MenuItem
        label={text.stage.openSheet}
        onSelect={() => session.setState({ inspectorTab: 'task', inspectorOpen: true })}
      />
    </>
  )
}

function useName(thing: StageThing, scene: Scene): string {
  const text = useTexts(commandTexts)
  switch (thing.type) {
    case 'task':
      return actorName(scene, thing.actor)
    case 'channel': {
      const channel = scene.channels[thing.index]
      return `${actorName(scene, channel?.from ?? -1)} → ${actorName(scene, channel?.to ?? -1)}`
    }
    case 'record':
      return thing.label
    case 'jobmanager':
      return 'JobManager'
    case 'storage':
      return text.groups.storage
    case 'broker':
      return text.broker(scene.vertices.find(vertex => vertex.index === thing.vertex)?.shortName ?? '')
  }
}
