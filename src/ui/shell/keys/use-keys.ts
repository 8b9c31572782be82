/** Listens to the keys of `key-list.ts`. Never in a text field, and never where a control uses the key itself. */
import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { isClusterShown } from '../../../store/cluster.ts'
import { session } from '../../../store/session.ts'
import { KEYS, perform, type KeyBinding } from './key-list.ts'

const TEXT_FIELDS =
  'input:not([type=checkbox], [type=range], [type=button]), textarea, select, [contenteditable=true]'
const MOVES_BY_ITSELF =
  '[role=menu], [role=listbox], [role=tablist], [role=slider], [role=separator], [role=dialog], input[type=range]'
const PRESSED_BY_SPACE = 'button, a, summary, input, select, [role=menuitem], [role=tab]'

const isNavigation = (event: KeyboardEvent): boolean => /^(Arrow|Page|Home|End)/.test(event.key)

/** Whether the page may take this key press for itself. */
function isFree(event: KeyboardEvent, binding: KeyBinding): boolean {
  const { preferences, dialog } = session.getState()
  if (event.defaultPrevented) return false
  if (preferences.projector ? binding.inProjector !== true : dialog !== null) return false
  // What moves or changes the run stays away from where it is not seen.
  if (isClusterShown(session.getState()) && binding.overImport !== true) return false
  if (binding.single === true && !preferences.singleKeyShortcuts && !preferences.projector) return false
  const target = event.target
  if (!(target instanceof Element)) return true
  if (target.closest(TEXT_FIELDS) !== null) return false
  if (isNavigation(event) && target.closest(MOVES_BY_ITSELF) !== null) return false
  if (event.key === ' ' && target.closest(PRESSED_BY_SPACE) !== null) return false
  return true
}

export function useKeys(): void {
  useEffect(() => {
    const listeners = KEYS.flatMap(binding =>
      binding.keys.map(key => [
        key,
        (event: KeyboardEvent) => {
          if (!isFree(event, binding)) return
          event.preventDefault()
          perform(binding.action)
        },
      ]),
    )
    return tinykeys(window, Object.fromEntries(listeners) as Record<string, (event: KeyboardEvent) => void>)
  }, [])
}
