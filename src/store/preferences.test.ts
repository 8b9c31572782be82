import { expect, test } from 'vitest'
import { defaultChoices, readChoices, resolvePreferences, type SystemWishes } from './preferences.ts'

const system: SystemWishes = { dark: true, reducedMotion: true, languages: ['zh-CN', 'en'] }
const choices = defaultChoices(system)

test('the first visit speaks the language of the browser', () => {
  expect(choices.language).toBe('zh')
  expect(defaultChoices({ ...system, languages: ['fr', 'zh'] }).language).toBe('en')
})

test('what follows the system changes with it', () => {
  expect(resolvePreferences(choices, system, false)).toMatchObject({
    resolvedTheme: 'dark',
    reducedMotion: true,
  })
  expect(resolvePreferences(choices, { ...system, dark: false }, false).resolvedTheme).toBe('light')
})

test('a choice overrides the system in either direction', () => {
  const chosen = resolvePreferences({ ...choices, theme: 'light', motion: 'full' }, system, false)
  expect(chosen).toMatchObject({ resolvedTheme: 'light', reducedMotion: false })
})

test('a damaged entry keeps what is valid and takes the default for the rest', () => {
  expect(readChoices({ theme: 'dark', language: 'klingon', singleKeyShortcuts: false }, choices)).toEqual({
    ...choices,
    theme: 'dark',
    singleKeyShortcuts: false,
  })
  expect(readChoices('nothing', choices)).toEqual(choices)
  expect(readChoices(null, choices)).toEqual(choices)
})
