/** Texts of a command with its names and values filled in; what it is aimed at is set strong. */
import type { Parameter, ParameterValue } from '../../base/parameters.ts'
import { completeParams, readParamsText, type Params } from '../../base/parameters.ts'
import { MICROS_PER_MS } from '../../base/time.ts'
import { commands } from '../../commands/index.ts'
import type { CommandDefinition, CommandTexts } from '../../engine/api/command.ts'
import type { Language } from '../../store/preferences.ts'
import { duration } from './format.ts'
import { plain, say, strong, type Sentence } from './sentence.ts'

const MS_PER_SECOND = 1000

/** A parameter's value as it is read: `1 s`, `8`, or the label of an option. */
export function valueText(texts: CommandTexts, parameter: Parameter, value: ParameterValue | string): string {
  switch (parameter.type) {
    case 'duration': {
      const ms = Number(value)
      return ms % MS_PER_SECOND === 0 && ms < 60_000
        ? `${ms / MS_PER_SECOND} s`
        : duration(Math.round(ms * MICROS_PER_MS))
    }
    case 'choice':
      return texts.options?.[parameter.name]?.[String(value)] ?? String(value)
    case 'count':
    case 'factor':
    case 'flag':
    case 'text':
      return String(value)
  }
}

const PLACE = /\{(\w+)\}/

/** Puts the target and the values of parameters in the places of a text. */
export function fillText(
  definition: CommandDefinition,
  language: Language,
  text: string,
  target: string,
  params: Readonly<Record<string, ParameterValue>>,
): Sentence {
  const texts = definition.texts[language]
  return text.split(PLACE).reduce<Sentence>((sentence, part, i) => {
    if (i % 2 === 0) return say`${sentence}${part}`
    if (part === 'target') return say`${sentence}${strong(target)}`
    const parameter = definition.parameters.find(each => each.name === part)
    const value = params[part] ?? parameter?.default
    if (parameter === undefined || value === undefined) return say`${sentence}${part}`
    return say`${sentence}${valueText(texts, parameter, value)}`
  }, [])
}

/** The verb in a menu: `Kill count-1`. */
export function commandName(
  definition: CommandDefinition,
  language: Language,
  target: string,
  params: Params = {},
): string {
  return plain(fillText(definition, language, definition.texts[language].name, target, params))
}

export function commandNote(definition: CommandDefinition, language: Language, params: Params = {}): string {
  return plain(fillText(definition, language, definition.texts[language].does, '', params))
}

/** Why a command cannot act, in words, if it says so itself. */
export const refusalText = (
  definition: CommandDefinition,
  language: Language,
  refusal: string,
): string | undefined => definition.texts[language].refusals[refusal]

/** The sentence of a command of this code, whichever has one. */
export function anyRefusalText(language: Language, refusal: string): string | undefined {
  for (const definition of commands) {
    const text = refusalText(definition, language, refusal)
    if (text !== undefined) return text
  }
  return undefined
}

/** What is told of the step at which a command acts; null where no such command is known. */
export function toldText(language: Language, kind: string, target: string, params: string): Sentence | null {
  const definition = commands.find(other => other.kind === kind)
  if (definition === undefined) return null
  const { value } = readBack(definition, params)
  return fillText(definition, language, definition.texts[language].told, target, value)
}

function readBack(definition: CommandDefinition, text: string): { readonly value: Params } {
  const defaults = completeParams(definition.parameters, {})
  return { value: { ...(defaults.ok ? defaults.value : {}), ...readParamsText(text) } }
}
