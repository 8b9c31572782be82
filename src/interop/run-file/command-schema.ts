/** What the published schema says of a command: one branch for each definition, with its target and its parameters. */
import type { Parameter } from '../../base/parameters.ts'
import type { CommandDefinition } from '../../engine/api/command.ts'
import type { Json } from '../json-text.ts'

type Schema = Readonly<Record<string, Json>>

function valueSchema(parameter: Parameter): Schema {
  switch (parameter.type) {
    case 'duration':
      return { description: 'Ms.', type: 'number', minimum: parameter.min, maximum: parameter.max }
    case 'count':
    case 'factor':
      return { type: 'integer', minimum: parameter.min, maximum: parameter.max }
    case 'choice':
      return { enum: parameter.options }
    case 'flag':
      return { type: 'boolean' }
    case 'text':
      return { type: 'string', maxLength: parameter.lengthMax }
  }
}

function kindSchema({ kind, target, parameters, texts }: CommandDefinition): Schema {
  return {
    description: texts.en.does,
    properties: {
      kind: { const: kind },
      target:
        target === null ? { type: 'null' } : { description: `Name of a ${target}.`, $ref: '#/$defs/name' },
      params: {
        type: 'object',
        properties: Object.fromEntries(parameters.map(each => [each.name, valueSchema(each)])),
        additionalProperties: false,
      },
    },
  }
}

export function commandSchema(definitions: readonly CommandDefinition[]): Schema {
  return {
    type: 'object',
    required: ['id', 'parent', 'at', 'kind', 'target'],
    properties: {
      id: { $ref: '#/$defs/count' },
      parent: { description: 'The command before it on the same line of history.', $ref: '#/$defs/id' },
      at: { description: 'It acts between this step and the next.', $ref: '#/$defs/count' },
      kind: { enum: definitions.map(({ kind }) => kind) },
      target: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/name' }] },
      params: { description: 'Its parameters; what is left out takes its default.', type: 'object' },
      durationMs: {
        description: 'In older files, the parameter of that name.',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 9_007_199_254_740,
      },
    },
    additionalProperties: false,
    anyOf: definitions.map(kindSchema),
  }
}
