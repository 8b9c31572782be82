/** What a sink holds back and what it has let go: its open, prepared and committed transactions, the last record. */
import type { SinkFrame } from '../../../engine/api/frame.ts'
import { right, type Rect } from '../../marks/geometry.ts'
import { RecordTag, recordWidth } from '../../marks/record-tag.tsx'
import { CARD_PADDING, type CardContext } from './card-context.ts'
import { Line } from './card-line.tsx'
import type { CardRow } from './card-plan.ts'

export interface SinkRowsProps {
  readonly box: Rect
  readonly context: CardContext
  readonly sink: SinkFrame
  readonly rowY: (row: CardRow) => number | null
}

interface PreparedProps {
  readonly sink: SinkFrame
  readonly box: Rect
  readonly y: number
  readonly texts: CardContext['texts']
}

/** What is prepared; while a commit is under way nobody here knows whether it still is only that. */
function Prepared({ sink, box, y, texts }: PreparedProps) {
  const sum = (held: SinkFrame['prepared']) => String(held.reduce((all, one) => all + one.records, 0))
  return sink.unknown.length > 0 ? (
    <Line
      box={box}
      y={y}
      label={texts.fateUnknown}
      short={texts.unknown}
      value={sum(sink.unknown)}
      tone="wait-text"
      sign="half-diamond"
    />
  ) : (
    <Line
      box={box}
      y={y}
      label={texts.preCommitted}
      short={texts.prepared}
      value={sink.prepared.length === 0 ? '–' : sum(sink.prepared)}
    />
  )
}

export function SinkRows({ sink, box, rowY, context }: SinkRowsProps) {
  const { texts, frame, slotOf } = context
  const finished = frame.broker.transactions.filter(
    one => one.sink === sink.uid && one.status === 'committed',
  )
  const newest = finished.reduce((most, one) => Math.max(most, one.checkpoint), 0)
  const records = finished.filter(one => one.checkpoint === newest).reduce((sum, one) => sum + one.records, 0)
  const [openY, preparedY, committedY, writtenY, lastY] = [
    rowY('open'),
    rowY('prepared'),
    rowY('committed'),
    rowY('written'),
    rowY('last'),
  ]
  const open = sink.open
  return (
    <g>
      {openY !== null && open !== null && (
        <Line
          box={box}
          y={openY}
          label={texts.openTransaction(open.checkpoint)}
          value={String(open.records)}
        />
      )}
      {preparedY !== null && <Prepared sink={sink} box={box} y={preparedY} texts={texts} />}
      {committedY !== null && newest > 0 && (
        <Line
          box={box}
          y={committedY}
          label={texts.transaction(newest)}
          value={String(records)}
          tone="ok-text"
          sign="check"
        />
      )}
      {writtenY !== null && (
        <Line box={box} y={writtenY} label={texts.written} value={String(sink.written)} />
      )}
      {lastY !== null && sink.last !== null && (
        <g>
          <Line
            box={box}
            y={lastY}
            label={texts.lastWritten}
            short={texts.last}
            taken={Math.max(34, recordWidth(sink.last.label)) + 6}
          />
          <RecordTag
            x={right(box) - CARD_PADDING - Math.max(34, recordWidth(sink.last.label)) / 2}
            y={lastY}
            width={Math.max(34, recordWidth(sink.last.label))}
            label={sink.last.label}
            slot={slotOf(sink.last.key)}
            replayed={sink.last.replayed}
          />
        </g>
      )}
    </g>
  )
}
