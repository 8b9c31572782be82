/** The functions behind sum, min, max, minBy and maxBy, after Flink's SumAggregator and ComparableAggregator. */

type Fields = Readonly<Record<string, unknown>>
type Reduction<T> = (first: T, second: T) => T
export type Extreme = 'min' | 'max'

/** `field` undefined: the record itself, such as a stream of numbers. */
function read(record: unknown, field: string | undefined): unknown {
  return field === undefined ? record : (record as Fields)[field]
}

function withField<T>(record: T, field: string | undefined, value: unknown): T {
  return (field === undefined ? value : { ...record, [field]: value }) as T
}

/** Negative, where `a` is the more extreme one. */
function compare(extreme: Extreme, a: unknown, b: unknown): number {
  const order = (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0
  return extreme === 'min' ? order : -order
}

export function sumOf<T>(field: string | undefined): Reduction<T> {
  return (first, second) =>
    withField(first, field, (read(first, field) as number) + (read(second, field) as number))
}

/** Only the field follows the extreme; the rest is of the first record. */
export function extremeValue<T>(extreme: Extreme, field: string | undefined): Reduction<T> {
  return (first, second) => {
    const isFirst = compare(extreme, read(first, field), read(second, field)) < 0
    return isFirst ? first : withField(first, field, read(second, field))
  }
}

export function extremeRecord<T>(
  extreme: Extreme,
  field: string | undefined,
  takeFirst: boolean,
): Reduction<T> {
  return (first, second) => {
    const order = compare(extreme, read(first, field), read(second, field))
    return order < 0 || (order === 0 && takeFirst) ? first : second
  }
}
