/**
 * The text of a value, read as Flink's ConfigurationUtils reads it for the option's type: TimeUtils for durations,
 * MemorySize for sizes, Java's own parsers for numbers. What comes out is the same value as the engine spells it.
 */
import { parseDuration } from '../../base/duration.ts'

/** `List` and `Map` are those of the option; classes of constants are all `Enum`. */
export type ValueType =
  | 'Boolean'
  | 'Integer'
  | 'Long'
  | 'Float'
  | 'Double'
  | 'String'
  | 'Duration'
  | 'MemorySize'
  | 'Enum'
  | 'List'
  | 'Map'

export const VALUE_TYPES: readonly ValueType[] = [
  'Boolean',
  'Integer',
  'Long',
  'Float',
  'Double',
  'String',
  'Duration',
  'MemorySize',
  'Enum',
  'List',
  'Map',
]

/** A value that was understood: its text for the engine, and its size where it has one. */
export interface ReadValue {
  readonly text: string
  /** Of a whole number itself, of a duration nanoseconds, of a memory size bytes; else null. */
  readonly amount: bigint | null
}

const INT_MAX = 2n ** 31n - 1n
const LONG_MAX = 2n ** 63n - 1n
/** Seconds of a java.time.Duration are a long. */
const NANOS_MAX = LONG_MAX * 1_000_000_000n + 999_999_999n

/** TimeUtils.TimeUnit: the first label of each is the one that Flink prints. */
const TIME_UNITS: readonly (readonly [nanos: bigint, ...labels: string[]])[] = [
  [86_400_000_000_000n, 'd', 'day', 'days'],
  [3_600_000_000_000n, 'h', 'hour', 'hours'],
  [60_000_000_000n, 'min', 'm', 'minute', 'minutes'],
  [1_000_000_000n, 's', 'sec', 'secs', 'second', 'seconds'],
  [1_000_000n, 'ms', 'milli', 'millis', 'millisecond', 'milliseconds'],
  [1000n, 'µs', 'micro', 'micros', 'microsecond', 'microseconds'],
  [1n, 'ns', 'nano', 'nanos', 'nanosecond', 'nanoseconds'],
]

/** MemorySize.MemoryUnit. */
const MEMORY_UNITS: readonly (readonly [bytes: bigint, ...labels: string[]])[] = [
  [1n, 'b', 'bytes'],
  [1024n, 'k', 'kb', 'kibibytes'],
  [1024n ** 2n, 'm', 'mb', 'mebibytes'],
  [1024n ** 3n, 'g', 'gb', 'gibibytes'],
  [1024n ** 4n, 't', 'tb', 'tebibytes'],
]

/** A number and perhaps a unit; digits first, blanks between and around. */
const AMOUNT = /^(\d+)\s*(.*)$/s
/** What java.time.Duration.parse takes. */
const ISO =
  /^([-+]?)P(?:([-+]?\d+)D)?(T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?)(\d+)(?:[.,](\d{0,9}))?S)?)?$/i
/** What Float.parseFloat and Double.parseDouble take; hexadecimal ones apart, which nobody writes. */
const JAVA_FLOAT = /^[-+]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?[fd]?)$/i
/** Spellings of a size that the engine knows. */
const PLAIN_SIZE = /^\d+\s*(?:b|bytes|k|kb|m|mb|g|gb)?$/i

function unitOf(units: typeof TIME_UNITS, label: string, whenEmpty: bigint): bigint | undefined {
  return label === '' ? whenEmpty : units.find(([, ...labels]) => labels.includes(label))?.[0]
}

function isoNanos(text: string): bigint | null {
  const match = ISO.exec(text)
  if (match === null) return null
  const [, sign, days, time, hours, minutes, secondsSign, seconds, fraction = ''] = match
  if ((days === undefined && time === undefined) || time?.length === 1) return null
  const total = BigInt(days ?? 0) * 86_400n + BigInt(hours ?? 0) * 3600n + BigInt(minutes ?? 0) * 60n
  const rest = BigInt(seconds ?? 0) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
  const nanos = total * 1_000_000_000n + (secondsSign === '-' ? -rest : rest)
  return sign === '-' ? -nanos : nanos
}

/** TimeUtils.parseDuration: nanoseconds; a bare number is milliseconds; ISO-8601 where no digit leads. */
function durationNanos(text: string): bigint | null {
  const trimmed = text.trim()
  const match = AMOUNT.exec(trimmed)
  const unit = match === null ? undefined : unitOf(TIME_UNITS, match[2]!.trim().toLowerCase(), 1_000_000n)
  const nanos = match === null ? isoNanos(trimmed) : unit === undefined ? null : BigInt(match[1]!) * unit
  return nanos === null || nanos < 0n || nanos > NANOS_MAX ? null : nanos
}

/** As TimeUtils.formatWithHighestUnit: the largest unit of which it is a whole number. */
function formatNanos(nanos: bigint): string {
  const [unit, label] = TIME_UNITS.find(([unit]) => nanos !== 0n && nanos % unit === 0n) ?? [1_000_000n, 'ms']
  return `${nanos / unit} ${label}`
}

function readDuration(text: string): ReadValue | null {
  const nanos = durationNanos(text)
  if (nanos === null) return null
  const micros = parseDuration(text)
  const asEngine = micros !== null && Number.isSafeInteger(micros) && BigInt(micros) * 1000n === nanos
  return { text: asEngine ? text.trim() : formatNanos(nanos), amount: nanos }
}

/** MemorySize.parseBytes: a bare number is bytes. */
function readMemory(text: string): ReadValue | null {
  const trimmed = text.trim()
  const match = AMOUNT.exec(trimmed)
  const unit = match === null ? undefined : unitOf(MEMORY_UNITS, match[2]!.trim().toLowerCase(), 1n)
  if (match === null || unit === undefined) return null
  const bytes = BigInt(match[1]!) * unit
  if (bytes > LONG_MAX) return null
  return { text: PLAIN_SIZE.test(trimmed) ? trimmed : `${bytes} bytes`, amount: bytes }
}

function readWhole(text: string, most: bigint): ReadValue | null {
  if (!/^[-+]?\d{1,25}$/.test(text)) return null
  const value = BigInt(text.replace(/^\+/, ''))
  return value > most || value < -most - 1n ? null : { text: String(value), amount: value }
}

/** In plain digits where it has them; Java's suffix and exponent are only other spellings. */
function readDecimal(text: string): ReadValue | null {
  if (!JAVA_FLOAT.test(text)) return null
  const digits = text.replace(/(?<=[\d.])[fd]$/i, '')
  const value = Number(digits)
  const plain = /^\d+(?:\.\d+)?$/.test(digits) || !Number.isFinite(value) ? digits : String(value)
  return { text: plain, amount: null }
}

function readBoolean(text: string): ReadValue | null {
  const lower = text.toLowerCase()
  return lower === 'true' || lower === 'false' ? { text: lower, amount: null } : null
}

/** Constants are compared without regard to case. */
function readWord(text: string, words: readonly string[]): ReadValue | null {
  const word = words.find(one => one.toLowerCase() === text.toLowerCase())
  return word === undefined ? null : { text: word, amount: null }
}

/** `[a, b]` as a list of YAML, or `a;b` as Flink 1 wrote it. */
function readList(text: string, words: readonly string[]): ReadValue | null {
  const inBrackets = /^\[(.*)\]$/s.exec(text.trim())
  const items = (inBrackets === null ? text.split(';') : inBrackets[1]!.split(',')).map(item => item.trim())
  if (inBrackets !== null && items.join('') === '') return { text: '[]', amount: null }
  const read = items.map(item => (words.length === 0 ? { text: item } : readWord(item, words)))
  // A comma would end an item in the form that is written.
  if (read.some(item => item === null || item.text === '' || item.text.includes(','))) return null
  return { text: `[${read.map(item => item?.text).join(', ')}]`, amount: null }
}

/** `{k: v, …}` as a map of YAML, or `k:v,…` as Flink 1 wrote it; entries of a block are keys of their own. */
function readMap(text: string): ReadValue | null {
  const inner = /^\{(.*)\}$/s.exec(text.trim())?.[1] ?? text
  const entries = inner.split(',').map(entry => /^\s*([^:\s]+)\s*:\s*(\S.*?)\s*$/s.exec(entry))
  if (inner.trim() === '') return { text: '{}', amount: null }
  if (entries.includes(null)) return null
  return { text: `{${entries.map(entry => `${entry![1]}: ${entry![2]}`).join(', ')}}`, amount: null }
}

/** Null: the text is no value of this type. `words` are the constants of an Enum or of a list's items. */
export function readValue(type: ValueType, text: string, words: readonly string[] = []): ReadValue | null {
  switch (type) {
    case 'Boolean':
      return readBoolean(text)
    case 'Integer':
      return readWhole(text, INT_MAX)
    case 'Long':
      return readWhole(text, LONG_MAX)
    case 'Float':
    case 'Double':
      return readDecimal(text.trim())
    case 'String':
      return { text, amount: null }
    case 'Duration':
      return readDuration(text)
    case 'MemorySize':
      return readMemory(text)
    case 'Enum':
      return readWord(text, words)
    case 'List':
      return readList(text, words)
    case 'Map':
      return readMap(text)
  }
}
