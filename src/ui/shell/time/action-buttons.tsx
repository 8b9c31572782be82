/** What acts on the run: a checkpoint, and faults. What cannot be done now says why. */
import { ChevronDown, Zap } from 'lucide-react'
import { act } from '../../../store/run-commands.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useFrame, useScene, useSession } from '../../kit/hooks.ts'
import { Menu, MenuGroup, MenuLabel, MenuSeparator, SubMenu } from '../../kit/menu.tsx'
import { shellTexts } from '../text.ts'
import styles from './action-buttons.module.css'
import { KillItem, PauseItem, SlowItem } from './fault-items.tsx'

export function ActionButtons({ iconOnly }: { readonly iconOnly: boolean }) {
  const text = useTexts(shellTexts)
  const status = useSession(state => state.frame?.job.status)
  const running = useSession(state => state.frame?.tasks.every(task => task.state === 'RUNNING') === true)
  const over = status === 'FINISHED' || status === 'FAILED' || status === 'CANCELED'
  const unavailable = over ? text.runIsOver : running ? null : text.checkpointNeedsRunning
  return (
    <div className={styles.actions}>
      <Button
        look="outline"
        keyHint="B"
        unavailable={unavailable}
        onClick={() => void act('trigger-checkpoint', null)}
      >
        <BarrierIcon />
        {text.checkpoint}
      </Button>
      <Menu
        align="end"
        trigger={
          iconOnly ? (
            <Button look="outline" square label={text.fault.label}>
              <Zap size={15} aria-hidden="true" />
            </Button>
          ) : (
            <Button look="outline">
              <Zap size={14} aria-hidden="true" />
              {text.fault.label}
              <ChevronDown size={14} aria-hidden="true" />
            </Button>
          )
        }
      >
        <FaultItems />
      </Menu>
    </div>
  )
}

function FaultItems() {
  const text = useTexts(shellTexts).fault
  const scene = useScene()
  const frame = useFrame()
  const selected = useSession(state => (state.selection?.type === 'task' ? state.selection.actor : -1))
  if (scene === null || frame === null) return null
  const chosen = frame.tasks.find(task => task.actor === selected)
  return (
    <>
      {chosen !== undefined && (
        <>
          <MenuGroup>
            <MenuLabel>{text.selected}</MenuLabel>
            <KillItem task={chosen} scene={scene} keyHint="Shift K" />
            <SlowItem task={chosen} scene={scene} keyHint="Shift D" />
            <PauseItem task={chosen} scene={scene} />
          </MenuGroup>
          <MenuSeparator />
        </>
      )}
      <SubMenu label={text.killMenu}>
        {frame.tasks.map(task => (
          <KillItem key={task.actor} task={task} scene={scene} />
        ))}
      </SubMenu>
      <SubMenu label={text.slowMenu}>
        {frame.tasks.map(task => (
          <SlowItem key={task.actor} task={task} scene={scene} />
        ))}
      </SubMenu>
      <SubMenu label={text.pauseMenu}>
        {frame.tasks.map(task => (
          <PauseItem key={task.actor} task={task} scene={scene} />
        ))}
      </SubMenu>
    </>
  )
}

/** The gate of a barrier across a channel. */
function BarrierIcon() {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
    >
      <path d="M3 1.5v11M11 1.5v11M3 7h8" strokeLinecap="round" />
    </svg>
  )
}
