import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editConfig } from './edit-config.ts'
import { CONFIG_OPTIONS, type ConfigOption } from './options.ts'
import { parseConfig } from './parse-config.ts'
import { printConfig } from './print-config.ts'

const heading = (group: string): string => group

const duration = fc
  .tuple(fc.integer({ min: 10, max: 9999 }), fc.constantFrom('ms', 's', 'min', 'h', 'd'))
  .map(([amount, unit]) => `${amount} ${unit}`)
const size = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), fc.constantFrom('bytes', 'kb', 'mb', 'gb'))
  .map(([amount, unit]) => `${amount} ${unit}`)

/** Values of an option as a reading would spell them. */
function valueOf({ type, words, spellings, most }: ConfigOption): fc.Arbitrary<string> {
  if (spellings.length > 0) return fc.constantFrom(...words, ...spellings)
  if (type === 'MemorySize' && most !== null) return fc.constant(most)
  switch (type) {
    case 'Boolean':
      return fc.constantFrom('true', 'false')
    case 'Integer':
    case 'Long':
      return fc.integer({ min: 1, max: 32_768 }).map(String)
    case 'Float':
    case 'Double':
      return fc.constantFrom('0.5', '2.0', '10.25')
    case 'Duration':
      return duration
    case 'MemorySize':
      return size
    case 'Enum':
      return fc.constantFrom(...words)
    case 'List':
      return fc.array(fc.constantFrom(...words)).map(items => `[${items.join(', ')}]`)
    case 'Map':
      return fc.constant('{a: 1}')
    case 'String':
      return fc.oneof(
        fc.string({ unit: 'binary', minLength: 0, maxLength: 30 }),
        fc.constantFrom(
          'true',
          'True',
          '~',
          '007',
          '1e3',
          '- x',
          'a: b',
          '# c',
          '*x',
          '"',
          "it's",
          ' padded ',
          'a\nb\n',
        ),
      )
  }
}

const entry = fc
  .constantFrom(...CONFIG_OPTIONS)
  .chain(option => valueOf(option).map(value => [option.key, value] as const))
const config = fc.array(entry, { maxLength: 25 }).map(entries => Object.fromEntries(entries))

describe('a config as YAML', () => {
  it('is grouped and sorted, with Weir’s own options at the end', () => {
    const text = printConfig(
      {
        'weir.network.latency': '4 ms',
        'rest.port': '8081',
        'execution.checkpointing.timeout': '1 s',
        'execution.checkpointing.interval': '10 s',
        'parallelism.default': '3',
        'heartbeat.timeout': '50 s',
      },
      group => group || 'Other',
    )
    expect(text).toBe(`# CoreOptions
parallelism.default: 3

# CheckpointingOptions
execution.checkpointing.interval: 10 s
execution.checkpointing.timeout: 1 s

# HeartbeatManagerOptions
heartbeat.timeout: 50 s

# Other
rest.port: 8081

# WeirNetwork
weir.network.latency: 4 ms
`)
  })

  it('is read again as the same config', () => {
    fc.assert(
      fc.property(config, given => {
        const reading = parseConfig(printConfig(given, heading))
        expect(reading.problems).toEqual([])
        expect(reading.config).toEqual(given)
      }),
    )
  })
})

describe('a value changed in the text', () => {
  const text = `# mine
execution:
  checkpointing:
    interval: 1 s # often
    timeout: 2 s

# the rest
state.backend: hashmap
`
  it('keeps comments, order and blocks', () => {
    expect(editConfig(text, ['execution.checkpointing.interval'], '5 s')).toBe(text.replace('1 s', '5 s'))
    expect(editConfig(text, ['execution.checkpointing.timeout'], null)).toBe(
      text.replace('    timeout: 2 s\n', ''),
    )
  })

  it('is found under its older name', () => {
    const edited = editConfig(text, ['state.backend.type', 'state.backend'], 'rocksdb')
    expect(edited).toBe(text.replace('hashmap', 'rocksdb'))
  })

  it('takes an empty block away, and begins an empty text', () => {
    const emptied = ['execution.checkpointing.interval', 'execution.checkpointing.timeout'].reduce(
      (now, key) => editConfig(now, [key], null),
      text,
    )
    expect(parseConfig(emptied).config).toEqual({ 'state.backend.type': 'hashmap' })
    expect(editConfig('', ['parallelism.default'], '3')).toBe('parallelism.default: 3\n')
    expect(editConfig('parallelism.default: 3\n', ['parallelism.default'], null)).toBe('')
  })

  it('leaves a text alone that is no YAML', () => {
    for (const broken of ['a: "', '- list', 'words'])
      expect(editConfig(broken, ['parallelism.default'], '3')).toBe(broken)
  })

  it('is what is read back, whatever is there', () => {
    fc.assert(
      fc.property(config, entry, (given, [key, value]) => {
        const edited = editConfig(printConfig(given, heading), [key], value)
        expect(parseConfig(edited)).toMatchObject({ problems: [], config: { ...given, [key]: value } })
        const without = editConfig(edited, [key], null)
        expect(Object.keys(parseConfig(without).config).sort()).toEqual(
          Object.keys(given)
            .filter(other => other !== key)
            .sort(),
        )
      }),
    )
  })
})
