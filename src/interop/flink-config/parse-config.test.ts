import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pipelines } from '../../pipelines/index.ts'
import { parseConfig } from './parse-config.ts'
import { printConfig } from './print-config.ts'
import { describeConfigProblem } from './problem-words.ts'

const problems = (text: string) => parseConfig(text).problems.map(describeConfigProblem)

describe('a config.yaml that is right', () => {
  it('may be dotted, in blocks, or both', () => {
    const dotted = 'execution.checkpointing.interval: 10 s\nexecution.checkpointing.timeout: 1 min\n'
    const blocks = 'execution:\n  checkpointing:\n    interval: 10 s\n    timeout: 1 min\n'
    const mixed = 'execution.checkpointing: {interval: 10 s}\nexecution:\n  checkpointing.timeout: 1 min\n'
    const config = { 'execution.checkpointing.interval': '10 s', 'execution.checkpointing.timeout': '1 min' }
    for (const text of [dotted, blocks, mixed])
      expect(parseConfig(text)).toMatchObject({ config, problems: [] })
  })

  it('may be empty or of comments only', () => {
    for (const text of ['', '\n\n', '# nothing\n', '---\n', '\ufeff'])
      expect(parseConfig(text)).toMatchObject({ config: {}, problems: [] })
  })

  it('is read with the numbers and truth values of YAML’s core schema, as Java prints them', () => {
    const text = `heartbeat.timeout: 0x10
parallelism.default: 0o17
pipeline.object-reuse: True
rest.address: 1.10
high-availability.cluster-id: 1e10
web.log.path: "007"
`
    expect(parseConfig(text).config).toEqual({
      'heartbeat.timeout': '16',
      'parallelism.default': '15',
      'pipeline.object-reuse': 'true',
      'rest.address': '1.1',
      'high-availability.cluster-id': '1.0E10',
      'web.log.path': '007',
    })
  })

  it('may have lists and maps, in blocks and in one line', () => {
    const text = `state.backend.rocksdb.compression.per.level:
  - no_compression
  - LZ4_COMPRESSION
taskmanager.memory.managed.consumer-weights:
  OPERATOR: 70
  PYTHON: 30
weir.task.record-cost: {count: 500 us, "a · b": 1 ms}
`
    expect(parseConfig(text)).toMatchObject({
      problems: [],
      config: {
        'state.backend.rocksdb.compression.per.level': '[NO_COMPRESSION, LZ4_COMPRESSION]',
        'taskmanager.memory.managed.consumer-weights.OPERATOR': '70',
        'taskmanager.memory.managed.consumer-weights.PYTHON': '30',
        'weir.task.record-cost.count': '500 us',
        'weir.task.record-cost.a · b': '1 ms',
      },
    })
  })

  it('may use anchors within reason', () => {
    const text = 'rest.port: &port 8081\nrest.bind-port: *port\n'
    expect(parseConfig(text)).toMatchObject({ problems: [], config: { 'rest.bind-port': '8081' } })
  })

  it('lists the keys that Weir does not model, and takes them along', () => {
    const text =
      'metrics.latency.interval: 5 s\njobmanager.rpc.address: localhost\nparallelism.default: 2\nenv.java.opts.all: -Xmx1g\n'
    const reading = parseConfig(text)
    expect(reading.problems).toEqual([])
    expect(reading.notModelled.map(({ key, line }) => [key, line])).toEqual([
      ['metrics.latency.interval', 1],
      ['jobmanager.rpc.address', 2],
      ['env.java.opts.all', 4],
    ])
    expect(Object.keys(reading.config)).toHaveLength(4)
  })
})

describe('the settings a pipeline teaches with', () => {
  it.each(pipelines.map(pipeline => [pipeline.id, pipeline.defaultConfig] as const))(
    'of %s are right, and spelled as they are read',
    (_id, config) => {
      const reading = parseConfig(printConfig(config, group => group))
      expect(reading.problems).toEqual([])
      expect(reading.config).toEqual(config)
      expect(reading.notModelled).toEqual([])
    },
  )
})

describe('older names', () => {
  it('are mapped to the current one with a note', () => {
    const reading = parseConfig('state.backend: hashmap\nrestart-strategy: none\n')
    expect(reading.config).toEqual({ 'state.backend.type': 'hashmap', 'restart-strategy.type': 'none' })
    expect(reading.notes).toEqual([
      { line: 1, column: 1, code: 'older-name', written: 'state.backend', keys: ['state.backend.type'] },
      {
        line: 2,
        column: 1,
        code: 'older-name',
        written: 'restart-strategy',
        keys: ['restart-strategy.type'],
      },
    ])
  })

  it('and other spellings of a restart strategy are Flink’s', () => {
    expect(parseConfig('restart-strategy: FixedDelay').config).toEqual({
      'restart-strategy.type': 'fixeddelay',
    })
  })

  it('stand for two options where Flink has it so', () => {
    expect(parseConfig('state.backend.local-recovery: true').config).toEqual({
      'execution.checkpointing.local-backup.enabled': 'true',
      'execution.state-recovery.from-local': 'true',
    })
  })

  it('of the options themselves come with a note', () => {
    const { notes, problems } = parseConfig('taskmanager.network.memory.floating-buffers-per-gate: 4')
    expect(problems).toEqual([])
    expect(notes).toMatchObject([{ code: 'deprecated', line: 1 }])
  })
})

describe('what is wrong is named with line, column, key, and what was expected', () => {
  it.each([
    [
      'execution.checkpointing.intervall: 10 s',
      'line 1, column 1: execution.checkpointing.intervall: unknown key; did you mean execution.checkpointing.interval?',
    ],
    ['nothing.like.it: 1', 'line 1, column 1: nothing.like.it: unknown key'],
    [
      'execution:\n  checkpointing:\n    timeout: soon',
      'line 3, column 14: execution.checkpointing.timeout: expected a duration such as "10 s", "100 ms" or "PT1M", got "soon"',
    ],
    [
      'taskmanager.memory.segment-size: 32 pounds',
      'line 1, column 34: taskmanager.memory.segment-size: expected a memory size such as "32 kb" or "64 mb", got "32 pounds"',
    ],
    [
      'execution.checkpointing.mode: twice',
      'line 1, column 31: execution.checkpointing.mode: expected one of EXACTLY_ONCE, AT_LEAST_ONCE, got "twice"',
    ],
    [
      'pipeline.object-reuse: yes',
      'line 1, column 24: pipeline.object-reuse: expected true or false, got "yes"',
    ],
    [
      'parallelism.default: 1.5',
      'line 1, column 22: parallelism.default: expected a whole number, got "1.5"',
    ],
    [
      'restart-strategy: sometimes',
      'line 1, column 19: restart-strategy: expected one of none, fixed-delay, failure-rate, exponential-delay, got "sometimes"',
    ],
    ['parallelism.default: 0', 'line 1, column 22: parallelism.default: expected at least 1, got "0"'],
    [
      'parallelism.default: 40000',
      'line 1, column 22: parallelism.default: expected at most 32768, got "40000"',
    ],
    [
      'execution.checkpointing.interval: 9 ms',
      'line 1, column 35: execution.checkpointing.interval: expected at least 10 ms, got "9 ms"',
    ],
    [
      'weir.network.latency: 1500 ns',
      'line 1, column 23: weir.network.latency: expected whole microseconds, the steps of the simulated clock, got "1500 ns"',
    ],
    [
      'parallelism.default: 1\nparallelism.default: 2',
      'line 2, column 1: parallelism.default: expected the key once, got it again; first on line 1',
    ],
    [
      'parallelism.default: 1\nparallelism:\n  default: 2',
      'line 3, column 3: parallelism.default: expected the key once, got it again; first on line 1',
    ],
    [
      'state.backend.type: hashmap\nstate.backend: rocksdb',
      'line 2, column 1: state.backend: expected one name for the option, got two; the other is state.backend.type on line 1',
    ],
    ['parallelism.default:', 'line 1, column 1: parallelism.default: expected a value, got nothing'],
    ['parallelism.default: ~', 'line 1, column 1: parallelism.default: expected a value, got nothing'],
    ['7: x', 'line 1, column 1: expected a text as key, got "7"'],
    ['- a', 'line 1, column 1: expected lines of "key: value", got "[…]"'],
    ['just words', 'line 1, column 1: expected lines of "key: value", got "just words"'],
    ['a:\n\tb: 1', 'line 2, column 1: not YAML here: expected spaces for indentation, not a tab'],
    [
      'parallelism.default: "3',
      'line 1, column 24: not YAML here: expected a sign that closes or divides, such as ":", a quote or a bracket',
    ],
    [
      'rest.port: *port',
      'line 1, column 12: rest.port: not YAML here: expected the anchor of this alias before it',
    ],
    ['parallelism.default: 1\n---\n', 'line 2, column 1: not YAML here: expected one document'],
    ['rest.port: !own 3', 'line 1, column 12: not YAML here: expected no tag of its own'],
  ])('%j', (text, said) => {
    expect(problems(text)).toContain(said)
  })

  it('all at once, in the order of the lines', () => {
    const text = `# three mistakes
execution.checkpointing.intervall: 10 s
execution.checkpointing.timeout: soon
parallelism.default: 2
parallelism.default: 3
`
    const { problems, config } = parseConfig(text)
    expect(problems.map(({ code, line, key }) => [line, code, key])).toEqual([
      [2, 'unknown-key', 'execution.checkpointing.intervall'],
      [3, 'wrong-type', 'execution.checkpointing.timeout'],
      [5, 'duplicate-key', 'parallelism.default'],
    ])
    expect(config).toEqual({ 'parallelism.default': '2' })
  })

  it('beside a line whose syntax is broken, of which nothing else is said', () => {
    const { problems, config } = parseConfig('parallelism.default: x\nrest.port: "8081\n')
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [1, 'wrong-type'],
      [3, 'syntax'],
    ])
    expect(config).toEqual({})
  })

  it('a text beyond all measure is refused in a moment', () => {
    const bomb = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
      .map(
        (name, i, all) =>
          `${name}: &${name} [${
            i === 0
              ? 'x'
              : Array(9)
                  .fill(`*${all[i - 1]}`)
                  .join(', ')
          }]`,
      )
      .join('\n')
    const deep = Array.from({ length: 40 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')
    const many = Array.from({ length: 1100 }, (_, i) => `env.v${i}: 1`).join('\n')
    for (const [text, what] of [
      ['#'.repeat(300_000), 'characters'],
      ['['.repeat(100_000), 'levels'],
      ['- '.repeat(100_000), 'levels'],
      [deep, 'levels'],
      ['rest: &a {port: *a}', 'levels'],
      [bomb, 'aliases'],
      [many, 'entries'],
      [`rest.address: [${'x,'.repeat(30_000)}]`, 'nodes'],
      [`rest.address: ${'x'.repeat(20_000)}`, 'value'],
    ] as const) {
      const found = parseConfig(text).problems.filter(problem => problem.code === 'too-large')
      expect(found, text.slice(0, 60)).toMatchObject([{ what }])
    }
  })

  it('whatever the text, there is an answer whose places lie in the text', () => {
    const parts = fc.constantFrom(
      'parallelism.default',
      'execution',
      'checkpointing',
      ': ',
      ':',
      '\n',
      '  ',
      '\t',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '|',
      '>',
      '&a ',
      '*a',
      '!x ',
      '#',
      '? ',
      '3',
      'true',
      '~',
      ', ',
      '%',
      '@',
      '---\n',
      '\r\n',
      '10 s',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 25 }), some => {
        const text = some.join('')
        const lines = text.split('\n')
        for (const { line, column } of parseConfig(text).problems) {
          expect(line).toBeLessThanOrEqual(lines.length)
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1)
        }
      }),
      { numRuns: 500 },
    )
  })
})
