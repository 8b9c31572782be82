/** What the choices of a reader mean for the document: language, theme, motion, projector, and its title. */
import { sharedTexts } from '../i18n/texts.ts'
import { session } from '../../store/session.ts'
import type { Preferences } from '../../store/preferences.ts'

function apply({ language, resolvedTheme, reducedMotion, projector }: Preferences): void {
  const root = document.documentElement
  root.lang = language
  root.dataset['theme'] = resolvedTheme
  root.dataset['motion'] = reducedMotion ? 'reduced' : 'full'
  root.dataset['projector'] = String(projector)
  document.title = sharedTexts[language].title
}

/** Before the first paint, and whenever a choice changes. */
export function applyPreferences(): () => void {
  apply(session.getState().preferences)
  return session.subscribe((now, before) => {
    if (now.preferences !== before.preferences) apply(now.preferences)
  })
}
