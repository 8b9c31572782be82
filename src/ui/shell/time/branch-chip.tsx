/** Which line of history is shown, and the others: switch to one, or give it a better name. */
import { Popover } from '@base-ui/react/popover'
import { Check, GitBranch, Pencil } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Branch } from '../../../engine/api/spec.ts'
import { renameBranch, switchBranch } from '../../../store/run-commands.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { classes } from '../../kit/classes.ts'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import popup from '../../kit/popup.module.css'
import styles from './branch-chip.module.css'

const NAME_LENGTH_MAX = 60
const NONE: readonly Branch[] = []

export function BranchChip() {
  const text = useTexts(shellTexts).branch
  const branches = useSession(state => state.state?.branches ?? NONE)
  const current = useSession(state => state.frame?.cursor.branch ?? 0)
  const nameOf = useBranchName()
  const shown = branches.find(one => one.id === current)
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <button type="button" className={styles.chip} aria-label={`${text.label}: ${nameOf(shown)}`}>
            <GitBranch size={13} aria-hidden="true" />
            <span className={styles.chipName}>{nameOf(shown)}</span>
            {branches.length > 1 && (
              <span className={styles.count} aria-hidden="true">
                {branches.length}
              </span>
            )}
          </button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner className={popup.positioner} sideOffset={6} align="start" collisionPadding={8}>
          <Popover.Popup className={classes(popup.popup, styles.popup)}>
            <Popover.Title className={styles.title}>{text.title}</Popover.Title>
            <Popover.Description className={styles.note}>{text.note}</Popover.Description>
            <ul className={styles.list}>
              {branches.map(branch => (
                <BranchRow
                  key={branch.id}
                  branch={branch}
                  isCurrent={branch.id === current}
                  branches={branches}
                />
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** The first branch has a name of its own in each language, until it is given another. */
function useBranchName(): (branch: Branch | undefined) => string {
  const text = useTexts(shellTexts).branch
  return branch =>
    branch === undefined || (branch.id === 0 && branch.name === 'main') ? text.main : branch.name
}

interface RowProps {
  readonly branch: Branch
  readonly isCurrent: boolean
  readonly branches: readonly Branch[]
}

function BranchRow({ branch, isCurrent, branches }: RowProps) {
  const text = useTexts(shellTexts).branch
  const nameOf = useBranchName()
  const [renaming, setRenaming] = useState(false)
  const name = nameOf(branch)
  const parent = branches.find(one => one.id === branch.parent)
  if (renaming) {
    return (
      <li className={styles.row}>
        <RenameForm branch={branch.id} name={name} onDone={() => setRenaming(false)} />
      </li>
    )
  }
  return (
    <li className={styles.row}>
      <button
        type="button"
        className={classes(styles.show, isCurrent && styles.current)}
        aria-current={isCurrent || undefined}
        aria-label={text.show(name)}
        onClick={() => void switchBranch(branch.id, null)}
      >
        <span className={styles.tick}>{isCurrent && <Check size={14} aria-hidden="true" />}</span>
        <span>
          <span className={styles.name}>{name}</span>
          <span className={styles.fork}>
            {parent === undefined ? text.root : text.from(nameOf(parent), branch.forkedAt)}
          </span>
        </span>
      </button>
      <Button square label={text.rename(name)} onClick={() => setRenaming(true)}>
        <Pencil size={13} aria-hidden="true" />
      </Button>
    </li>
  )
}

interface RenameProps {
  readonly branch: number
  readonly name: string
  readonly onDone: () => void
}

function RenameForm({ branch, name, onDone }: RenameProps) {
  const text = useTexts(shellTexts).branch
  const [typed, setTyped] = useState(name)
  const field = useRef<HTMLInputElement>(null)
  // The reader has just asked to type here.
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  return (
    <form
      className={styles.rename}
      onSubmit={event => {
        event.preventDefault()
        const wanted = typed.trim()
        if (wanted !== '' && wanted !== name) void renameBranch(branch, wanted)
        onDone()
      }}
    >
      <input
        ref={field}
        className={styles.input}
        aria-label={text.rename(name)}
        maxLength={NAME_LENGTH_MAX}
        value={typed}
        onChange={event => setTyped(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onDone()
        }}
      />
      <Button square type="submit" label={text.save}>
        <Check size={14} aria-hidden="true" />
      </Button>
    </form>
  )
}
