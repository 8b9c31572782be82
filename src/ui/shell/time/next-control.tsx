/** Next ▾: one press finds the next event of the chosen kind; the menu beside it chooses the kind. */
import { ChevronDown, SkipForward } from 'lucide-react'
import { seekNext } from '../../../store/driver.ts'
import { session } from '../../../store/session.ts'
import type { NextKind } from '../../../base/next-stops.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useSession } from '../../kit/hooks.ts'
import { Menu, MenuCheck, MenuChoices, MenuItem, MenuSeparator } from '../../kit/menu.tsx'
import { shellTexts } from '../text.ts'
import styles from './next-control.module.css'

const KINDS: readonly NextKind[] = ['barrier', 'ack', 'complete', 'failure', 'watermark', 'timer']

const setPlayback = (change: { readonly nextKind?: NextKind; readonly stopAtNext?: boolean }) =>
  session.setState(({ playback }) => ({ playback: { ...playback, ...change } }))

export function NextControl() {
  const text = useTexts(shellTexts).time
  const { nextKind, stopAtNext } = useSession(state => state.playback)
  return (
    <div className={styles.pair}>
      <Button
        look="outline"
        className={styles.press}
        aria-label={`${text.next} ${text.nextShort[nextKind]}`}
        onClick={() => seekNext(1)}
      >
        <SkipForward size={14} aria-hidden="true" />
        <span>
          {text.next} <span className={styles.kind}>{text.nextShort[nextKind]}</span>
        </span>
      </Button>
      <Menu
        trigger={
          <Button look="outline" square className={styles.choose} label={text.nextMenu}>
            <ChevronDown size={14} aria-hidden="true" />
          </Button>
        }
      >
        <MenuChoices
          label={text.nextMenu}
          value={nextKind}
          choices={KINDS.map(value => ({ value, label: text.nextKinds[value] }))}
          onChoose={kind => {
            setPlayback({ nextKind: kind })
            seekNext(1, kind)
          }}
        />
        <MenuSeparator />
        <MenuItem label={text.previousOne(nextKind)} keyHint="Shift ←" onSelect={() => seekNext(-1)} />
        <MenuCheck
          label={text.stopAtNext}
          checked={stopAtNext}
          onChange={checked => setPlayback({ stopAtNext: checked })}
        />
      </Menu>
    </div>
  )
}
