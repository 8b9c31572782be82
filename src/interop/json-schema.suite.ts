/**
 * Just enough of JSON Schema (draft 2020-12) to hold our own schemas to what we write. A word it doesn't know is an
 * error, so that a schema can't say more than is checked.
 */
export type Schema = boolean | { readonly [word: string]: unknown }

interface Check {
  readonly root: Schema
  readonly value: unknown
  readonly path: string
}

/** Places where the value breaks the schema; `schema` is checked with `root` for its references. */
type Word = (argument: unknown, check: Check, schema: Readonly<Record<string, unknown>>) => string[]

const fields = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null

const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

const holds = (condition: boolean, { path }: Check, what: string): string[] =>
  condition ? [] : [`${path} ${what}`]

const sizeOf = (value: unknown): number =>
  Array.isArray(value)
    ? value.length
    : typeof value === 'string'
      ? Array.from(value).length
      : Object.keys(fields(value) ?? {}).length

const typeOf = (value: unknown): string[] => {
  if (value === null) return ['null']
  if (Array.isArray(value)) return ['array']
  return typeof value === 'number' && Number.isInteger(value) ? ['integer', 'number'] : [typeof value]
}

const of = (check: Check, value: unknown, step: string | number): Check => ({
  ...check,
  value,
  path: `${check.path}/${step}`,
})

const bound =
  (applies: (value: unknown) => boolean, within: (value: unknown, limit: number) => boolean): Word =>
  (limit, check) =>
    holds(
      !applies(check.value) || within(check.value, limit as number),
      check,
      `is out of bounds ${String(limit)}`,
    )

const isNumber = (value: unknown): boolean => typeof value === 'number'
const isText = (value: unknown): boolean => typeof value === 'string'

function resolve(root: Schema, pointer: string): Schema {
  const steps = pointer.replace(/^#\//, '').split('/')
  return steps.reduce<unknown>((at, step) => fields(at)?.[step], root) as Schema
}

const remark: Word = () => []

const WORDS: Readonly<Record<string, Word>> = {
  $schema: remark,
  $defs: remark,
  title: remark,
  description: remark,
  $ref: (pointer, check) => faults(resolve(check.root, pointer as string), check),
  const: (wanted, check) => holds(check.value === wanted, check, `is not ${String(wanted)}`),
  enum: (options, check) => holds(items(options).includes(check.value), check, 'is none of the options'),
  type: (types, check) => {
    const allowed = [types].flat()
    return holds(
      typeOf(check.value).some(type => allowed.includes(type)),
      check,
      `is not ${allowed.join(' or ')}`,
    )
  },
  minimum: bound(isNumber, (value, limit) => (value as number) >= limit),
  maximum: bound(isNumber, (value, limit) => (value as number) <= limit),
  minLength: bound(isText, (value, limit) => sizeOf(value) >= limit),
  maxLength: bound(isText, (value, limit) => sizeOf(value) <= limit),
  minItems: bound(Array.isArray, (value, limit) => sizeOf(value) >= limit),
  maxItems: bound(Array.isArray, (value, limit) => sizeOf(value) <= limit),
  maxProperties: bound(
    value => fields(value) !== null,
    (value, limit) => sizeOf(value) <= limit,
  ),
  pattern: (source, check) =>
    holds(
      !isText(check.value) || new RegExp(source as string, 'u').test(check.value as string),
      check,
      'has another form',
    ),
  required: (names, check) => {
    const given = fields(check.value)
    return items(names).flatMap(name =>
      holds(given === null || Object.hasOwn(given, name as string), check, `lacks ${String(name)}`),
    )
  },
  properties: (schemas, check) =>
    Object.entries(fields(check.value) ?? {}).flatMap(([name, value]) => {
      const known = schemas as Record<string, Schema>
      return Object.hasOwn(known, name) ? faults(known[name]!, of(check, value, name)) : []
    }),
  additionalProperties: (schema, check, whole) => {
    const known = fields(whole['properties']) ?? {}
    return Object.entries(fields(check.value) ?? {}).flatMap(([name, value]) =>
      Object.hasOwn(known, name) ? [] : faults(schema as Schema, of(check, value, name)),
    )
  },
  propertyNames: (schema, check) =>
    Object.keys(fields(check.value) ?? {}).flatMap(name => faults(schema as Schema, of(check, name, name))),
  prefixItems: (schemas, check) =>
    items(check.value).flatMap((value, i) =>
      faults((items(schemas)[i] as Schema | undefined) ?? true, of(check, value, i)),
    ),
  items: (schema, check) =>
    items(check.value).flatMap((value, i) => faults(schema as Schema, of(check, value, i))),
  anyOf: (schemas, check) =>
    holds(
      items(schemas).some(schema => faults(schema as Schema, check).length === 0),
      check,
      'fits none of the forms',
    ),
}

function faults(schema: Schema, check: Check): string[] {
  if (typeof schema === 'boolean') return holds(schema, check, 'may not be there')
  return Object.entries(schema).flatMap(([word, argument]) => {
    const rule = WORDS[word]
    if (rule === undefined) throw new Error(`unknown word of a schema: ${word}`)
    return rule(argument, check, schema)
  })
}

/** Places of `value` that `schema` doesn't allow; none when it fits. */
export const schemaFaults = (schema: Schema, value: unknown): string[] =>
  faults(schema, { root: schema, value, path: '' })
