/** In-flight data in a snapshot file: the channels that a subtask had some on, with their records, marks and origins. */
import type { ChannelSnapshot, InFlightItem } from '../../engine/api/snapshot.ts'
import type { Json } from '../json-text.ts'
import { decodeValue } from '../json-values.ts'
import { EDGES_MAX, PARALLELISM_MAX } from '../limits.ts'
import { refuse, refuseValue, within, type Place } from '../problems.ts'
import { fields, integer, list, name, nullable, object, oneOf, type Reader } from '../readers.ts'

const PATH_MIN = -0x8000_0000
const PATH_MAX = 0x7fff_ffff
/** What no source record stands behind. */
const NO_OFFSET = -1

const value: Reader<unknown> = (json, at) => decodeValue(json, at)

const isTime = (given: unknown): given is number => typeof given === 'number' && !Number.isNaN(given)

const time: Reader<number> = (json, at) => {
  const read = decodeValue(json, at)
  return isTime(read) ? read : refuseValue('a time in ms', read, at)
}

const truth: Reader<boolean> = (json, at) =>
  typeof json === 'boolean' ? json : refuseValue('true or false', json, at)

const record = fields({
  value,
  timestamp: nullable(time),
  source: nullable(name),
  split: nullable(name),
  offset: integer(NO_OFFSET),
  path: integer(PATH_MIN, PATH_MAX),
})

const item: Reader<InFlightItem> = (json, at) => {
  const given = object(json, at)
  if (Object.hasOwn(given, 'watermark')) return fields({ watermark: time })(json, at)
  if (Object.hasOwn(given, 'idle')) return fields({ idle: truth })(json, at)
  const read = record(json, at)
  const hasOrigin = read.source !== null && read.split !== null && read.offset > NO_OFFSET
  const hasNone = read.source === null && read.split === null && read.offset === NO_OFFSET
  if (!hasOrigin && !hasNone)
    refuse('wrong-reference', at, 'expected source, split and offset of a record, or null, null and -1')
  // A value may be undefined, which a field that is left out is not.
  return { ...read, value: decodeValue(given['value'], within(at, 'value')) }
}

const channel = fields({
  end: oneOf(['input', 'output'] as const),
  from: name,
  to: name,
  tag: nullable(name),
  input: integer(0, 1),
  peer: integer(0, PARALLELISM_MAX - 1),
  peers: integer(1, PARALLELISM_MAX),
  items: list(item),
})

/** `uid`: the operator whose end of the channels it is. */
const channelReader =
  (uid: string): Reader<ChannelSnapshot> =>
  (json, at) => {
    const read = channel(json, at)
    const field = read.end === 'input' ? 'to' : 'from'
    if (read[field] !== uid)
      refuseValue(`${uid}, whose ${read.end} it is`, read[field], within(at, field), 'wrong-reference')
    if (read.peer >= read.peers)
      refuseValue(`a subtask below ${read.peers}`, read.peer, within(at, 'peer'), 'out-of-range')
    if (read.items.length === 0)
      refuse('missing', within(at, 'items'), 'expected at least one item, got none')
    return read
  }

const textOf = ({ end, from, to, tag, input, peer }: ChannelSnapshot): string =>
  JSON.stringify([end, from, to, tag, input, peer])

export function readInFlight(
  json: Json | undefined,
  at: Place,
  uid: string,
): readonly ChannelSnapshot[] | undefined {
  if (json === undefined) return undefined
  const channels = list(channelReader(uid), EDGES_MAX * PARALLELISM_MAX)(json, at)
  const seen = new Set<string>()
  for (const [i, read] of channels.entries()) {
    if (seen.has(textOf(read)))
      refuse('duplicate', within(at, i), `duplicate channel: ${read.end} of ${read.from} → ${read.to}`)
    seen.add(textOf(read))
  }
  return channels
}
