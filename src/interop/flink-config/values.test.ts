import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration } from '../../base/duration.ts'
import { parseMemory } from '../../engine/kernel/settings.ts'
import { readValue, type ValueType } from './values.ts'

const read = (type: ValueType, text: string, words: readonly string[] = []) =>
  readValue(type, text, words)?.text ?? null

describe('a value is read as Flink reads it', () => {
  it.each<[ValueType, string, string | null]>([
    ['Boolean', 'true', 'true'],
    ['Boolean', 'FALSE', 'false'],
    ['Boolean', 'yes', null],
    ['Boolean', '1', null],
    ['Integer', '-7', '-7'],
    ['Integer', '+7', '7'],
    ['Integer', '007', '7'],
    ['Integer', '2147483647', '2147483647'],
    ['Integer', '2147483648', null],
    ['Integer', '-2147483648', '-2147483648'],
    ['Integer', '-2147483649', null],
    ['Integer', '1.0', null],
    ['Integer', '1e3', null],
    ['Integer', '1_000', null],
    ['Integer', '', null],
    ['Long', '9223372036854775807', '9223372036854775807'],
    ['Long', '9223372036854775808', null],
    ['Double', '.5', '0.5'],
    ['Double', '1.', '1'],
    ['Double', '1.0E-5', '0.00001'],
    ['Double', '-2.50', '-2.5'],
    ['Double', 'NaN', 'NaN'],
    ['Float', '2.0f', '2.0'],
    ['Float', '1,5', null],
    ['Float', '50%', null],
    ['String', '  as it is ', '  as it is '],
  ])('%s %j is %j', (type, text, expected) => {
    expect(read(type, text)).toBe(expected)
  })

  it.each([
    ['10', '10', 10_000_000n],
    ['10 s', '10 s', 10_000_000_000n],
    [' 5min ', '5min', 300_000_000_000n],
    ['1 DAY', '1 DAY', 86_400_000_000_000n],
    ['3 milliseconds', '3 ms', 3_000_000n],
    ['120 micros', '120 micros', 120_000n],
    ['5000 microseconds', '5 ms', 5_000_000n],
    ['2000 ns', '2 µs', 2000n],
    ['1500 nanoseconds', '1500 ns', 1500n],
    ['PT10S', 'PT10S', 10_000_000_000n],
    ['pt1h30m', 'pt1h30m', 5_400_000_000_000n],
    ['P1DT1S', 'P1DT1S', 86_401_000_000_000n],
    ['PT0.5S', 'PT0.5S', 500_000_000n],
    ['PT1,25S', '1250 ms', 1_250_000_000n],
    ['PT+2S', '2 s', 2_000_000_000n],
    ['PT1M-10S', '50 s', 50_000_000_000n],
    ['0 s', '0 s', 0n],
  ])('the duration %j is %j', (text, expected, nanos) => {
    expect(readValue('Duration', text)).toEqual({ text: expected, amount: nanos })
  })

  it.each([
    '',
    'soon',
    '1.5 s',
    '-1 s',
    '10 us',
    '10 weeks',
    'PT',
    'P',
    'P1Y',
    '-PT1S',
    'PT-1S',
    '1 s 2 ms',
    's',
  ])('%j is no duration', text => expect(readValue('Duration', text)).toBeNull())

  it.each([
    ['32', '32', 32n],
    ['32kb', '32kb', 32_768n],
    ['1 G', '1 G', 1_073_741_824n],
    ['2 mebibytes', '2097152 bytes', 2_097_152n],
    ['1 tb', '1099511627776 bytes', 1_099_511_627_776n],
  ])('the memory size %j is %j', (text, expected, bytes) => {
    expect(readValue('MemorySize', text)).toEqual({ text: expected, amount: bytes })
  })

  it.each(['', 'kb', '1.5 mb', '-1 kb', '1 kib', '9000000000 gb'])('%j is no memory size', text =>
    expect(readValue('MemorySize', text)).toBeNull(),
  )

  it('constants are found without regard to case, and spelled as Flink spells them', () => {
    expect(read('Enum', 'exactly_once', ['EXACTLY_ONCE', 'AT_LEAST_ONCE'])).toBe('EXACTLY_ONCE')
    expect(read('Enum', 'exactly-once', ['EXACTLY_ONCE', 'AT_LEAST_ONCE'])).toBeNull()
  })

  it('a list is in brackets or divided by semicolons, and each item is judged', () => {
    expect(read('List', '[a, B]', ['A', 'B'])).toBe('[A, B]')
    expect(read('List', 'a;b', ['A', 'B'])).toBe('[A, B]')
    expect(read('List', '[a, c]', ['A', 'B'])).toBeNull()
    expect(read('List', 'a;', [])).toBeNull()
    expect(read('List', 'a,b', [])).toBeNull()
    expect(read('List', '[]', ['A'])).toBe('[]')
  })

  it('a map is in braces or of pairs with a colon', () => {
    expect(read('Map', '{a: 1, b: x}')).toBe('{a: 1, b: x}')
    expect(read('Map', 'a:1,b:x')).toBe('{a: 1, b: x}')
    expect(read('Map', 'a')).toBeNull()
  })
})

const blanks = fc.constantFrom('', ' ', '  ')
const digits = fc.integer({ min: 0, max: 9_999_999 }).map(String)
const timeUnits =
  'd day days h hour hours min m minute minutes s sec secs second seconds ms milli millis millisecond milliseconds µs micro micros microsecond microseconds'
const memoryUnits = 'b bytes k kb kibibytes m mb mebibytes g gb gibibytes'
const amount = (units: string) =>
  fc
    .tuple(blanks, digits, blanks, fc.constantFrom('', ...units.split(' ')), blanks)
    .map(parts => parts.join(''))

describe('what is accepted here means the same to the engine', () => {
  it('durations', () => {
    fc.assert(
      fc.property(amount(timeUnits), text => {
        const value = readValue('Duration', text)
        expect(value).not.toBeNull()
        expect(BigInt(parseDuration(value!.text)!) * 1000n).toBe(value!.amount)
      }),
    )
  })

  it('memory sizes', () => {
    fc.assert(
      fc.property(amount(memoryUnits), text => {
        const value = readValue('MemorySize', text)
        expect(value).not.toBeNull()
        expect(BigInt(parseMemory(value!.text)!)).toBe(value!.amount)
      }),
    )
  })

  it('a value once read is read again as itself', () => {
    const types: readonly ValueType[] = [
      'Boolean',
      'Integer',
      'Long',
      'Double',
      'Duration',
      'MemorySize',
      'List',
      'Map',
    ]
    const texts = fc.oneof(
      fc.string(),
      fc.constantFrom('true', 'False', '+5', '1e5', '[a, b]', 'a;b', 'k:v', '{k: v, l: w}'),
      amount(`${timeUnits} ns`),
      amount(memoryUnits),
    )
    fc.assert(
      fc.property(fc.constantFrom(...types), texts, (type, text) => {
        const value = readValue(type, text)
        expect(value === null ? null : readValue(type, value.text)).toEqual(value)
      }),
    )
  })
})
