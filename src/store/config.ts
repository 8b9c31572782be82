/**
 * The configuration of the run, as the dialog works on it. Applying one begins the same pipeline anew; the run before
 * it can be brought back where it stood. While a config is refused, nothing of the current run changes.
 */
import type { Config } from '../engine/api/spec.ts'
import { CONFIG_TEXT_LENGTH_MAX } from '../interop/limits.ts'
import type { Problem } from '../worker/protocol.ts'
import { pausePlayback, showProblem } from './engine.ts'
import { openRun, tryOpenRun } from './run-commands.ts'
import { session, showToast, type RunBefore } from './session.ts'

export function openConfig(): void {
  pausePlayback()
  session.setState({ dialog: 'config' })
}

let files = 0

/** A config.yaml from a file: shown, with whatever is wrong in it, and applied by hand. */
export function offerConfig(text: string, fileName: string): void {
  if (text.length > CONFIG_TEXT_LENGTH_MAX) {
    const message = `expected at most ${CONFIG_TEXT_LENGTH_MAX} characters, got ${text.length}`
    showProblem('import', { code: 'config-too-large', path: '', message }, fileName)
    return
  }
  files += 1
  session.setState({ configDraft: { id: files, text, fileName, edited: false }, dialog: 'config' })
}

/** Keeps what was typed until it is applied or thrown away; closing the dialog loses nothing. */
export function keepDraft(text: string): void {
  const { configDraft } = session.getState()
  session.setState({
    configDraft: {
      id: configDraft?.id ?? files,
      text,
      fileName: configDraft?.fileName ?? null,
      edited: true,
    },
  })
}

export const dropDraft = (): void => session.setState({ configDraft: null })

export function runBefore(): RunBefore | null {
  const { state, frame } = session.getState()
  if (state === null || frame === null) return null
  const { branch, step } = frame.cursor
  return { spec: state.spec, branches: state.branches, branch, step }
}

/** Begins the same pipeline, data and seed anew with this config. Null: it runs; else why the engine refused it. */
export async function applyConfig(config: Config): Promise<Problem | null> {
  const before = runBefore()
  if (before === null) return null
  const answer = await tryOpenRun({ ...before.spec, config, commands: [] }, null)
  if (answer === null) return { code: 'engine', path: '', message: 'the engine did not answer' }
  if (!answer.ok) return answer.error
  session.setState({ dialog: null })
  showToast({ type: 'reconfigured', before })
  return null
}

export async function bringBack({ spec, branches, branch, step }: RunBefore): Promise<void> {
  await openRun(spec, { branch, step, branches })
}
