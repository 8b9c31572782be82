/**
 * Parameters with a name, a type, a default and bounds: declared once, and from that read, checked, completed and
 * asked for in a form. What is given is checked, never cut; what is not given takes its default.
 */
import { fail, ok, type Result } from './result.ts'

interface NumberParameter {
  readonly name: string
  readonly default: number
  readonly min: number
  readonly max: number
}

export type Parameter =
  /** Ms, to the microsecond. */
  | ({ readonly type: 'duration' } & NumberParameter)
  /** A whole number. */
  | ({ readonly type: 'count' } & NumberParameter)
  /** How many times as much: a whole number, so that times stay whole. */
  | ({ readonly type: 'factor' } & NumberParameter)
  | {
      readonly type: 'choice'
      readonly name: string
      readonly options: readonly string[]
      readonly default: string
    }
  | { readonly type: 'flag'; readonly name: string; readonly default: boolean }
  | { readonly type: 'text'; readonly name: string; readonly default: string; readonly lengthMax: number }

export type ParameterValue = number | string | boolean

/** Values by name. */
export type Params = Readonly<Record<string, ParameterValue>>

type ValueOf<P extends Parameter> = P extends {
  readonly type: 'choice'
  readonly options: readonly (infer O)[]
}
  ? O
  : P extends { readonly type: 'flag' }
    ? boolean
    : P extends { readonly type: 'text' }
      ? string
      : number

/** The values of a list of parameters, each with its own type. */
export type ParamsOf<Ps extends readonly Parameter[]> = {
  readonly [P in Ps[number] as P['name']]: ValueOf<P>
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** What a value must be, in words. */
export function expectedOf(parameter: Parameter): string {
  switch (parameter.type) {
    case 'duration':
      return `a time in ms from ${parameter.min} to ${parameter.max}`
    case 'count':
    case 'factor':
      return `a whole number from ${parameter.min} to ${parameter.max}`
    case 'choice':
      return `one of ${parameter.options.join(', ')}`
    case 'flag':
      return 'true or false'
    case 'text':
      return `a text of at most ${parameter.lengthMax} characters`
  }
}

export function accepts(parameter: Parameter, value: unknown): value is ParameterValue {
  switch (parameter.type) {
    case 'duration':
      return isNumber(value) && value >= parameter.min && value <= parameter.max
    case 'count':
    case 'factor':
      return (
        Number.isInteger(value) && (value as number) >= parameter.min && (value as number) <= parameter.max
      )
    case 'choice':
      return typeof value === 'string' && parameter.options.includes(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'text':
      return typeof value === 'string' && value.length <= parameter.lengthMax
  }
}

/** All parameters with a value, in the order in which they are declared. The place of a problem is the name. */
export function completeParams(parameters: readonly Parameter[], given: Params): Result<Params> {
  const names = parameters.map(parameter => parameter.name)
  const unknown = Object.keys(given).find(name => !names.includes(name))
  if (unknown !== undefined) {
    const known = names.length === 0 ? 'no parameter' : `one of ${names.join(', ')}`
    return fail('unknown-field', unknown, `expected ${known}, got ${JSON.stringify(unknown)}`)
  }
  const complete: Record<string, ParameterValue> = {}
  for (const parameter of parameters) {
    const value: unknown = given[parameter.name] ?? parameter.default
    if (!accepts(parameter, value)) {
      const code = typeof value === typeof parameter.default ? 'out-of-range' : 'wrong-type'
      return fail(code, parameter.name, `expected ${expectedOf(parameter)}, got ${JSON.stringify(value)}`)
    }
    complete[parameter.name] = value
  }
  return ok(complete)
}

/** A value as a person types it: `500`, `true`, `ack`. Null: it is none. */
export function parseValue(parameter: Parameter, text: string): ParameterValue | null {
  const value =
    parameter.type === 'flag'
      ? text === 'true' || (text === 'false' ? false : null)
      : parameter.type === 'choice' || parameter.type === 'text'
        ? text
        : text.trim() === ''
          ? null
          : Number(text)
  return accepts(parameter, value) ? value : null
}

/** `factor=8, message=ack`; null where there are none. */
export function paramsText(params: Params): string | null {
  const entries = Object.entries(params)
  return entries.length === 0 ? null : entries.map(([name, value]) => `${name}=${value}`).join(', ')
}

/** The values of a {@link paramsText}, as texts by name. */
export function readParamsText(text: string): Readonly<Record<string, string>> {
  const entries = text === '' ? [] : text.split(', ')
  return Object.fromEntries(
    entries.map(entry => {
      const at = entry.indexOf('=')
      return [entry.slice(0, at), entry.slice(at + 1)]
    }),
  )
}
