/** The text that is being edited and what it reads as; the session keeps it while the dialog is closed. */
import { useCallback, useMemo, useState } from 'react'
import { isWeirKey } from '../../../interop/flink-config/options.ts'
import {
  parseConfig,
  type ConfigProblem,
  type ConfigReading,
} from '../../../interop/flink-config/parse-config.ts'
import { printConfig } from '../../../interop/flink-config/print-config.ts'
import type { Config } from '../../../engine/api/spec.ts'
import type { Language } from '../../../store/preferences.ts'
import { applyConfig, dropDraft, keepDraft } from '../../../store/config.ts'
import { session } from '../../../store/session.ts'
import { useLanguage } from '../../i18n/texts.ts'
import { useSession } from '../../kit/hooks.ts'
import { groupTitles } from './group-titles.ts'
import { configTexts } from './text.ts'

const NO_CONFIG: Config = {}

export const printed = (config: Config, language: Language): string =>
  printConfig(config, group => groupTitles[language][group] ?? group)

/** A cluster's file knows nothing of Weir's own options; the run keeps those it has. */
function withOwnOptions(text: string, config: Config, language: Language): string {
  const reading = parseConfig(text)
  const has = [...reading.entries.map(entry => entry.key), ...reading.problems.map(one => one.key ?? '')]
  const own = Object.fromEntries(Object.entries(config).filter(([key]) => isWeirKey(key)))
  if (has.some(isWeirKey) || Object.keys(own).length === 0) return text
  const end = text === '' || text.endsWith('\n') ? '' : '\n'
  return `${text}${end}\n# ${configTexts[language].kept}\n${printed(own, language)}`
}

function firstText(config: Config, language: Language): string {
  const { configDraft } = session.getState()
  if (configDraft === null) return printed(config, language)
  return configDraft.edited ? configDraft.text : withOwnOptions(configDraft.text, config, language)
}

const sameConfig = (a: Config, b: Config): boolean => {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => a[key] === b[key])
}

export interface ConfigEditing {
  readonly text: string
  readonly reading: ConfigReading
  /** What the reading found, and what the engine refused of this very text. */
  readonly problems: readonly ConfigProblem[]
  /** It says the same as the run that is open. */
  readonly unchanged: boolean
  readonly edited: boolean
  readonly change: (text: string) => void
  readonly discard: () => void
  readonly apply: () => void
}

interface Refusal {
  readonly text: string
  readonly path: string
  readonly message: string
}

/** Where the engine's problem is in the text; line 0: nowhere. */
function refusedAt(reading: ConfigReading, { path, message }: Refusal): ConfigProblem {
  const entry = reading.entries.find(one => one.key === path)
  const at = entry?.valueAt ?? { line: 0, column: 0 }
  return { ...at, code: 'refused', key: entry?.written ?? (path === '' ? null : path), message }
}

export function useConfigDraft(): ConfigEditing {
  const language = useLanguage()
  const config = useSession(state => state.state?.spec.config ?? NO_CONFIG)
  const edited = useSession(state => state.configDraft !== null)
  const [text, setText] = useState(() => firstText(config, language))
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const reading = useMemo(() => parseConfig(text), [text])
  const problems = useMemo(
    () => (refusal?.text === text ? [...reading.problems, refusedAt(reading, refusal)] : reading.problems),
    [reading, refusal, text],
  )
  const change = useCallback((next: string) => {
    setText(next)
    keepDraft(next)
  }, [])
  const unchanged = problems.length === 0 && sameConfig(reading.config, config)
  return {
    text,
    reading,
    problems,
    unchanged,
    edited,
    change,
    discard: () => {
      dropDraft()
      setText(printed(config, language))
    },
    apply: () => {
      if (problems.length > 0 || unchanged) return
      void applyConfig(reading.config).then(
        refused => refused !== null && setRefusal({ text, path: refused.path, message: refused.message }),
      )
    },
  }
}
