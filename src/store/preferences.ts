/**
 * What a reader chose for the page, and what follows from it on this machine. Only choices are kept, in
 * localStorage; a browser that keeps nothing behaves as on a first visit. `resolve` is pure.
 */
import type { StoreKind } from '../worker/storage-protocol.ts'

export const STORES: readonly StoreKind[] = ['memory', 'indexeddb', 'opfs']

export type Language = 'en' | 'zh'
export type ThemeChoice = 'system' | 'light' | 'dark'
export type MotionChoice = 'system' | 'full' | 'reduced'
/** `auto` folds long queues and wide operators (UI.md §7); `all` draws every one. */
export type Detail = 'auto' | 'all'

export interface PreferenceChoices {
  readonly language: Language
  readonly theme: ThemeChoice
  readonly motion: MotionChoice
  readonly singleKeyShortcuts: boolean
  readonly detail: Detail
  /** What holds completed checkpoints, unless the config of a run says it. */
  readonly store: StoreKind
}

export interface Preferences extends PreferenceChoices {
  /** `theme` after asking the system. */
  readonly resolvedTheme: 'light' | 'dark'
  /** `motion` after asking the system: nothing may travel. */
  readonly reducedMotion: boolean
  /** Big type for a class; never kept. */
  readonly projector: boolean
}

export interface SystemWishes {
  readonly dark: boolean
  readonly reducedMotion: boolean
  readonly languages: readonly string[]
}

const STORAGE_KEY = 'weir.preferences'

export const resolvePreferences = (
  choices: PreferenceChoices,
  system: SystemWishes,
  projector: boolean,
): Preferences => ({
  ...choices,
  resolvedTheme: choices.theme === 'system' ? (system.dark ? 'dark' : 'light') : choices.theme,
  reducedMotion: choices.motion === 'system' ? system.reducedMotion : choices.motion === 'reduced',
  projector,
})

export function defaultChoices(system: SystemWishes): PreferenceChoices {
  const chinese = system.languages[0]?.toLowerCase().startsWith('zh') === true
  return {
    language: chinese ? 'zh' : 'en',
    theme: 'system',
    motion: 'system',
    singleKeyShortcuts: true,
    detail: 'auto',
    store: 'memory',
  }
}

/** What the system wishes; where there is none, as in a test, it wishes nothing. */
export function readSystemWishes(): SystemWishes {
  if (typeof matchMedia === 'undefined') return { dark: false, reducedMotion: false, languages: [] }
  return {
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
    reducedMotion: matchMedia('(prefers-reduced-motion: reduce)').matches,
    languages: navigator.languages,
  }
}

/** Calls back whenever the system's colour scheme or motion setting changes. */
export function watchSystemWishes(onChange: (wishes: SystemWishes) => void): () => void {
  const queries = [matchMedia('(prefers-color-scheme: dark)'), matchMedia('(prefers-reduced-motion: reduce)')]
  const tell = () => onChange(readSystemWishes())
  for (const query of queries) query.addEventListener('change', tell)
  return () => {
    for (const query of queries) query.removeEventListener('change', tell)
  }
}

export function loadChoices(system: SystemWishes): PreferenceChoices {
  const fallback = defaultChoices(system)
  try {
    const text = localStorage.getItem(STORAGE_KEY)
    return text === null ? fallback : readChoices(JSON.parse(text), fallback)
  } catch {
    return fallback
  }
}

export function saveChoices(choices: PreferenceChoices): void {
  const { language, theme, motion, singleKeyShortcuts, detail, store } = choices
  try {
    localStorage.setItem(
      STORAGE_KEY,
      JSON.stringify({ language, theme, motion, singleKeyShortcuts, detail, store }),
    )
  } catch {
    // A browser that keeps nothing still works; the choice lasts as long as the tab.
  }
}

/** Takes what is valid and leaves the rest at its default: a damaged entry must not lock anyone out. */
export function readChoices(kept: unknown, fallback: PreferenceChoices): PreferenceChoices {
  if (typeof kept !== 'object' || kept === null) return fallback
  const value = (name: string): unknown => (kept as Record<string, unknown>)[name]
  const pick = <T>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find(choice => choice === value(name)) ?? otherwise
  return {
    language: pick('language', ['en', 'zh'], fallback.language),
    theme: pick('theme', ['system', 'light', 'dark'], fallback.theme),
    motion: pick('motion', ['system', 'full', 'reduced'], fallback.motion),
    singleKeyShortcuts: pick('singleKeyShortcuts', [true, false], fallback.singleKeyShortcuts),
    detail: pick('detail', ['auto', 'all'], fallback.detail),
    store: pick('store', STORES, fallback.store),
  }
}
