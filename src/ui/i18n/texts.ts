/**
 * A panel's own words live beside it in `text.ts` as `defineTexts(en, zh)`: both languages in one place, and a
 * missing translation is a type error. Words that several panels share are in `en.ts` and `zh.ts` here.
 */
import { useSession } from '../kit/hooks.ts'
import type { Language } from '../../store/preferences.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

export type Texts<T> = Readonly<Record<Language, T>>

/** The type of `en` rules: every string may differ, every function must take the same arguments. */
export const defineTexts = <T extends object>(en: T, zh: NoInfer<T>): Texts<T> => ({ en, zh })

export const sharedTexts: Texts<typeof en> = { en, zh }

export const useTexts = <T>(texts: Texts<T>): T => useSession(state => texts[state.preferences.language])

/** The shared words in the language of the page. */
export const useText = (): typeof en => useTexts(sharedTexts)

export const useLanguage = (): Language => useSession(state => state.preferences.language)
