/** Records and barriers, wherever they are: drawn above everything else, each with a name that lasts over frames. */
import { memo } from 'react'
import type { RecordView } from '../../../engine/api/trace.ts'
import { select, type Selection } from '../../../store/session.ts'
import type { KeySlot } from '../../kit/tokens.ts'
import { BarrierGate } from '../../marks/barrier-gate.tsx'
import { px } from '../../marks/geometry.ts'
import { RECORD_HEIGHT, RecordTag } from '../../marks/record-tag.tsx'
import { StatusFlag, WatermarkFlag } from '../../marks/watermark-flag.tsx'
import { eventTime, type EventTimeWords } from '../../i18n/format.ts'
import type { Glyph } from './items.ts'
import { menuOf } from './use-stage-menu.ts'

export interface GlyphLayerProps {
  readonly glyphs: readonly Glyph[]
  readonly troughHeight: (channel: number, place: Glyph['place']) => number
  readonly slotOf: (key: string | null) => KeySlot
  readonly selection: Selection | null
  readonly words: EventTimeWords
  readonly isLate: (record: RecordView, channel: number) => boolean
  /** Wires are long enough for words beside them. */
  readonly roomy: boolean
}

/** A channel lower than this has no room for words beside its marks. */
const LABEL_MIN = 20

export function GlyphLayer({
  glyphs,
  troughHeight,
  slotOf,
  selection,
  words,
  isLate,
  roomy,
}: GlyphLayerProps) {
  return (
    <g>
      {paintOrder(glyphs).map(glyph => (
        <g key={glyph.id} data-glyph={glyph.id} transform={`translate(${px(glyph.x)} ${px(glyph.y)})`}>
          <GlyphMark
            glyph={glyph}
            height={troughHeight(glyph.channel, glyph.place)}
            slot={glyph.item.type === 'record' ? slotOf(glyph.item.record.key) : 'other'}
            selected={isChosen(glyph, selection)}
            words={words}
            labelled={roomy && isFirstFlag(glyph, glyphs)}
            late={glyph.item.type === 'record' && isLate(glyph.item.record, glyph.channel)}
          />
        </g>
      ))}
    </g>
  )
}

/** From the tail to the head, and barriers above all: nothing covers them. */
function paintOrder(glyphs: readonly Glyph[]): Glyph[] {
  const isBarrier = (glyph: Glyph) => (glyph.item.type === 'barrier' ? 1 : 0)
  return glyphs.toReversed().toSorted((a, b) => isBarrier(a) - isBarrier(b))
}

const isFlagOnWire = ({ place, item }: Glyph): boolean => place === 'transit' && item.type === 'watermark'

const isFirstFlag = (glyph: Glyph, glyphs: readonly Glyph[]): boolean =>
  isFlagOnWire(glyph) && glyphs.find(one => one.channel === glyph.channel && isFlagOnWire(one)) === glyph

function isChosen(glyph: Glyph, selection: Selection | null): boolean {
  if (selection === null) return false
  if (glyph.item.type === 'record') {
    const { label, partition, offset } = glyph.item.record
    return (
      selection.type === 'record' &&
      selection.label === label &&
      selection.partition === partition &&
      selection.offset === offset
    )
  }
  return (
    glyph.item.type === 'barrier' && selection.type === 'checkpoint' && selection.id === glyph.item.checkpoint
  )
}

const isSaved = ({ item }: Glyph): boolean => item.type === 'record' && item.saved !== undefined

interface GlyphMarkProps {
  readonly glyph: Glyph
  readonly height: number
  readonly slot: KeySlot
  readonly selected: boolean
  readonly words: EventTimeWords
  readonly late: boolean
  /** A watermark on a wire says its time; of several the foremost. */
  readonly labelled: boolean
}

const GlyphMark = memo(
  function GlyphMark({ glyph, height, slot, selected, words, late, labelled }: GlyphMarkProps) {
    const { item, width, visible } = glyph
    const tagHeight = Math.min(RECORD_HEIGHT, Math.max(8, height - 6))
    switch (item.type) {
      case 'record': {
        const { label, partition, offset, replayed } = item.record
        return (
          <g
            data-pick=""
            {...menuOf({ type: 'record', channel: glyph.channel, label, partition, offset })}
            onClick={() => select({ type: 'record', label, partition, offset })}
          >
            <RecordTag
              x={0}
              y={0}
              width={width}
              visible={visible}
              height={tagHeight}
              label={label}
              slot={slot}
              replayed={replayed}
              late={late}
              saved={item.saved !== undefined}
              selected={selected}
            />
          </g>
        )
      }
      case 'barrier':
        return (
          <g data-pick="" onClick={() => select({ type: 'checkpoint', id: item.checkpoint })}>
            <BarrierGate x={0} y={0} checkpoint={item.checkpoint} channelHeight={height} />
          </g>
        )
      case 'more':
        return <MoreMark count={item.count} width={width} visible={visible} height={tagHeight} />
      case 'watermark':
        return (
          <WatermarkFlag
            time={eventTime(item.timestamp, words)}
            height={tagHeight}
            labelled={labelled && height >= LABEL_MIN}
          />
        )
      case 'status':
        return <StatusFlag idle={item.idle} />
      case 'end':
        return <rect x={-5} y={-5} width={10} height={10} fill="var(--text2)" />
    }
  },
  (a, b) =>
    a.glyph.id === b.glyph.id &&
    a.glyph.width === b.glyph.width &&
    a.glyph.visible === b.glyph.visible &&
    a.height === b.height &&
    a.slot === b.slot &&
    a.selected === b.selected &&
    a.words === b.words &&
    a.late === b.late &&
    a.labelled === b.labelled &&
    isSaved(a.glyph) === isSaved(b.glyph) &&
    (a.glyph.item.type !== 'more' ||
      (b.glyph.item.type === 'more' && a.glyph.item.count === b.glyph.item.count)),
)

interface MoreProps {
  readonly count: number
  readonly width: number
  /** What the next glyph leaves uncovered, from the left: the number stands in its middle. */
  readonly visible: number
  readonly height: number
}

function MoreMark({ count, width, visible, height }: MoreProps) {
  const shown = Math.min(width, visible)
  return (
    <g>
      <rect
        x={-width / 2}
        y={-height / 2}
        width={shown}
        height={height}
        rx={4}
        fill="var(--surface)"
        stroke="var(--line2)"
      />
      <text
        x={(shown - width) / 2}
        dy=".36em"
        fontSize={11}
        fontWeight={600}
        textAnchor="middle"
        fill="var(--text2)"
      >
        +{count}
      </text>
    </g>
  )
}
