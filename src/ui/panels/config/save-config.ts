/** The configuration of the run on the page, saved as a config.yaml. */
import { saveText } from '../../../store/files.ts'
import { session } from '../../../store/session.ts'

/** What prints YAML is fetched when it is needed. */
export async function saveConfig(): Promise<void> {
  const { state, preferences } = session.getState()
  if (state === null) return
  const { printed } = await import('./use-config-draft.ts')
  saveText(printed(state.spec.config, preferences.language), 'config.yaml')
}
