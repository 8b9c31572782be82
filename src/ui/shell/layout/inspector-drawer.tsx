/** Between a desk and a tablet the inspector lies over the stage: a selection opens it, Escape closes it. */
import { X } from 'lucide-react'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import { Inspector } from './inspector.tsx'
import styles from './inspector-drawer.module.css'

const setOpen = (inspectorOpen: boolean) => session.setState({ inspectorOpen })

export function InspectorDrawer() {
  const text = useTexts(shellTexts)
  const open = useSession(state => state.inspectorOpen)
  if (!open) return null
  return (
    <aside className={styles.drawer} aria-label={text.stage.inspector}>
      <Button square className={styles.close} label={text.close} onClick={() => setOpen(false)}>
        <X size={16} aria-hidden="true" />
      </Button>
      <Inspector />
    </aside>
  )
}
