/** What acts on the run: a checkpoint, savepoints and the end of the job, faults. What cannot be done now says why. */
import { Bookmark, ChevronDown, Zap } from 'lucide-react'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { Menu } from '../../kit/menu.tsx'
import { commandTexts } from '../commands/text.ts'
import { definitionOf, verbOf } from '../commands/use-verbs.ts'
import { FaultItems } from '../commands/fault-items.tsx'
import { JobItems, useMoment } from '../commands/verb-items.tsx'
import styles from './action-buttons.module.css'

export function ActionButtons({ iconOnly }: { readonly iconOnly: boolean }) {
  const { fault, savepoint } = useTexts(commandTexts)
  const moment = useMoment()
  const definition = definitionOf('trigger-checkpoint')
  const checkpoint = moment === null || definition === undefined ? null : verbOf(definition, null, {}, moment)
  return (
    <div className={styles.actions}>
      <Button
        look="outline"
        keyHint="B"
        unavailable={checkpoint?.unavailable ?? null}
        onClick={() => checkpoint?.run()}
      >
        <BarrierIcon />
        {checkpoint?.label}
      </Button>
      <Menu
        align="end"
        trigger={
          iconOnly ? (
            <Button look="outline" square label={savepoint}>
              <Bookmark size={15} aria-hidden="true" />
            </Button>
          ) : (
            <Button look="outline">
              <Bookmark size={14} aria-hidden="true" />
              {savepoint}
              <ChevronDown size={14} aria-hidden="true" className={styles.opens} />
            </Button>
          )
        }
      >
        <JobItems />
      </Menu>
      <Menu
        align="end"
        width="wide"
        trigger={
          iconOnly ? (
            <Button look="outline" square label={fault}>
              <Zap size={15} aria-hidden="true" />
            </Button>
          ) : (
            <Button look="outline">
              <Zap size={14} aria-hidden="true" />
              {fault}
              <ChevronDown size={14} aria-hidden="true" className={styles.opens} />
            </Button>
          )
        }
      >
        <FaultItems />
      </Menu>
    </div>
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
