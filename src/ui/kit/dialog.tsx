/**
 * A dialog with a title and one way to close it: the button, Escape, or a press outside. Focus goes to the first field,
 * or to the dialog where it has none, and comes back.
 */
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import styles from './dialog.module.css'

interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly closeLabel: string
  readonly wide?: boolean
  readonly children: ReactNode
}

const FIELD = 'input:not([tabindex="-1"]), select, textarea'

export function Dialog({ open, onClose, title, closeLabel, wide = false, children }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={open} onOpenChange={next => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          ref={popup}
          className={classes(styles.popup, wide && styles.wide)}
          data-dialog=""
          initialFocus={by =>
            (by === 'touch' ? null : popup.current?.querySelector<HTMLElement>(FIELD)) ?? popup.current
          }
        >
          <div className={styles.header}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Button square label={closeLabel} onClick={onClose}>
              <X size={16} aria-hidden="true" />
            </Button>
          </div>
          <div className={styles.body}>{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
