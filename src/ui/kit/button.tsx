/**
 * A button. One that cannot be used now stays in the tab order and says why: beside it on hover and focus, in its
 * description for a screen reader, and in a message when it is pressed all the same.
 */
import { Tooltip } from '@base-ui/react/tooltip'
import { useId, type ComponentProps, type ReactElement, type ReactNode } from 'react'
import { showToast } from '../../store/session.ts'
import styles from './button.module.css'
import { classes } from './classes.ts'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'title' | 'disabled'> {
  readonly look?: 'plain' | 'outline' | 'solid'
  /** An icon without words; then `label` is required and shown as a hint. */
  readonly square?: boolean
  readonly label?: string
  readonly keyHint?: string
  /** Why it cannot be used now. */
  readonly unavailable?: string | null
}

export function Button(props: ButtonProps) {
  const {
    look = 'plain',
    square = false,
    label,
    keyHint,
    unavailable = null,
    className,
    children,
    ...rest
  } = props
  const id = useId()
  const off = unavailable !== null
  const button = (
    <button
      type="button"
      {...rest}
      className={classes(styles.button, styles[look], square && styles.square, off && styles.off, className)}
      aria-label={label ?? rest['aria-label']}
      aria-disabled={off || undefined}
      aria-describedby={off ? id : rest['aria-describedby']}
      onClick={event => {
        if (unavailable !== null) {
          event.preventDefault()
          showToast({ type: 'refusal', text: unavailable })
        } else rest.onClick?.(event)
      }}
    />
  )
  return (
    <>
      <Hint
        text={off ? unavailable : square ? (label ?? null) : null}
        keyHint={off ? undefined : keyHint}
        render={button}
      >
        {children}
        {!square && keyHint !== undefined && <Kbd>{keyHint}</Kbd>}
      </Hint>
      {off && (
        <span id={id} className="visually-hidden">
          {unavailable}
        </span>
      )}
    </>
  )
}

interface HintProps {
  readonly text: string | null
  readonly keyHint?: string | undefined
  readonly render: ReactElement
  readonly children: ReactNode
}

/** What an icon means, and its key. Never the only place of a fact: the same words are its accessible name. */
function Hint({ text, keyHint, render, children }: HintProps) {
  return (
    <Tooltip.Root disabled={text === null}>
      <Tooltip.Trigger render={render} closeOnClick={false}>
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className={styles.positioner}>
          <Tooltip.Popup className={styles.hint} aria-hidden="true">
            {text}
            {keyHint !== undefined && <Kbd>{keyHint}</Kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

/** The name of a key, as it is printed on it. Beside a control it is a reminder and not read aloud. */
export function Kbd({
  children,
  spoken = false,
}: {
  readonly children: ReactNode
  readonly spoken?: boolean
}) {
  return (
    <kbd className={styles.kbd} aria-hidden={spoken ? undefined : true}>
      {children}
    </kbd>
  )
}
