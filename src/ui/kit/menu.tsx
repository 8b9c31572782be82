/** Menus as the page draws them: Base UI gives keys and focus, this gives the look and the second line of an item. */
import { Menu as Base } from '@base-ui/react/menu'
import { Check, ChevronRight } from 'lucide-react'
import { createContext, use, useId, type ReactElement, type ReactNode } from 'react'
import { Kbd } from './button.tsx'
import { classes } from './classes.ts'
import styles from './menu.module.css'
import popup from './popup.module.css'

interface MenuProps {
  readonly trigger: ReactElement
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
  readonly width?: MenuWidth
}

/** `columns`: items stand in as many columns as the window has room for. */
type MenuWidth = 'normal' | 'wide' | 'columns'

/** To which side lists open: away from the edge of the window at which the menu hangs. */
const Opens = createContext<'inline-start' | 'inline-end'>('inline-end')

export function Menu({ trigger, children, align = 'start', width = 'normal' }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <MenuSurface align={align} side="bottom" width={width}>
        <Opens value={align === 'end' ? 'inline-start' : 'inline-end'}>{children}</Opens>
      </MenuSurface>
    </Base.Root>
  )
}

export function SubMenu({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={styles.item} openOnHover={false}>
        <span className={styles.words}>{label}</span>
        <ChevronRight size={14} aria-hidden="true" />
      </Base.SubmenuTrigger>
      <MenuSurface align="start" side={use(Opens)}>
        {children}
      </MenuSurface>
    </Base.SubmenuRoot>
  )
}

interface SurfaceProps {
  readonly align: 'start' | 'end'
  readonly side: 'bottom' | 'inline-start' | 'inline-end'
  /** A place without a trigger, such as where the pointer is. */
  readonly anchor?: { getBoundingClientRect(): DOMRect }
  readonly width?: MenuWidth
  readonly children: ReactNode
}

export function MenuSurface({ align, side, anchor, width = 'normal', children }: SurfaceProps) {
  return (
    <Base.Portal>
      <Base.Positioner
        className={popup.positioner}
        sideOffset={4}
        align={align}
        side={side}
        anchor={anchor}
        collisionPadding={8}
      >
        <Base.Popup className={classes(popup.popup, styles.popup, styles[width])}>{children}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  )
}

interface ItemProps {
  readonly label: string
  readonly icon?: ReactNode
  /** A second line: what it does, or why it cannot be used now. */
  readonly note?: string | undefined
  readonly keyHint?: string | undefined
  readonly unavailable?: string | null
  readonly danger?: boolean
  /** It is what is shown now. */
  readonly current?: boolean
  readonly onSelect: () => void
}

export function MenuItem(props: ItemProps) {
  const { label, icon, note, keyHint, unavailable = null, danger = false, current = false, onSelect } = props
  const second = unavailable ?? note
  const id = useId()
  return (
    <Base.Item
      className={classes(styles.item, danger && styles.danger, unavailable !== null && styles.off)}
      aria-disabled={unavailable !== null || undefined}
      aria-current={current || undefined}
      aria-labelledby={`${id}label`}
      aria-describedby={second === undefined ? undefined : `${id}note`}
      closeOnClick={unavailable === null}
      onClick={() => {
        if (unavailable === null) onSelect()
      }}
    >
      {icon}
      <span className={styles.words}>
        <span id={`${id}label`}>{label}</span>
        {second !== undefined && (
          <span id={`${id}note`} className={styles.note}>
            {second}
          </span>
        )}
      </span>
      {current && <Check size={14} aria-hidden="true" />}
      {keyHint !== undefined && <Kbd>{keyHint}</Kbd>}
    </Base.Item>
  )
}

interface ChoicesProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly choices: readonly { readonly value: T; readonly label: string; readonly note?: string }[]
  readonly onChoose: (value: T) => void
}

/** One of several: the tick says which. */
export function MenuChoices<T extends string>({ label, value, choices, onChoose }: ChoicesProps<T>) {
  return (
    <Base.RadioGroup value={value} onValueChange={next => onChoose(next as T)}>
      <MenuLabel>{label}</MenuLabel>
      {choices.map(choice => (
        <Base.RadioItem key={choice.value} value={choice.value} className={styles.item} closeOnClick>
          <Tick>
            <Base.RadioItemIndicator render={<Check size={14} aria-hidden="true" />} />
          </Tick>
          <span className={styles.words}>
            {choice.label}
            {choice.note !== undefined && <span className={styles.note}>{choice.note}</span>}
          </span>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  )
}

interface CheckProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

export function MenuCheck({ label, checked, onChange }: CheckProps) {
  return (
    <Base.CheckboxItem className={styles.item} checked={checked} onCheckedChange={onChange}>
      <Tick>
        <Base.CheckboxItemIndicator render={<Check size={14} aria-hidden="true" />} />
      </Tick>
      <span className={styles.words}>{label}</span>
    </Base.CheckboxItem>
  )
}

const Tick = ({ children }: { readonly children: ReactNode }) => (
  <span className={styles.tick}>{children}</span>
)

export function MenuGroup({ children }: { readonly children: ReactNode }) {
  return <Base.Group>{children}</Base.Group>
}

/** The heading of a group or of choices; must be inside one. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <Base.GroupLabel className={styles.label}>{children}</Base.GroupLabel>
}

export const MenuSeparator = () => <Base.Separator className={styles.separator} />
