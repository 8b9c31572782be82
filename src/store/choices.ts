/** Changing a preference: the choice is kept, what follows from it is worked out again. */
import {
  readSystemWishes,
  resolvePreferences,
  saveChoices,
  watchSystemWishes,
  type PreferenceChoices,
} from './preferences.ts'
import { session } from './session.ts'

export function choose(changes: Partial<PreferenceChoices>): void {
  const { preferences } = session.getState()
  const next = resolvePreferences({ ...preferences, ...changes }, readSystemWishes(), preferences.projector)
  saveChoices(next)
  session.setState({ preferences: next })
}

export function setProjector(projector: boolean): void {
  const { preferences } = session.getState()
  session.setState({ preferences: { ...preferences, projector }, blanked: false, dialog: null })
}

/** Follows the system's colour scheme and motion setting for as long as the page lives. */
export function followSystem(): () => void {
  return watchSystemWishes(wishes => {
    const { preferences } = session.getState()
    session.setState({ preferences: resolvePreferences(preferences, wishes, preferences.projector) })
  })
}
