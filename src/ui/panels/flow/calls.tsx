/** Remote calls under way between the coordinator and the tasks. */
import { px } from '../../marks/geometry.ts'
import { RpcPath, RpcPill } from '../../marks/rpc-pill.tsx'
import type { RpcDrawing } from './routes.ts'

export function Calls({ calls }: { readonly calls: readonly RpcDrawing[] }) {
  return (
    <g>
      {calls.map(call =>
        call.paths.map((points, i) => (
          <RpcPath key={`${call.id} ${i}`} points={points} tone={call.tone} arrow />
        )),
      )}
      {calls.map(call => (
        <g key={call.id} data-glyph={`call ${call.id}`} transform={`translate(${px(call.x)} ${px(call.y)})`}>
          <RpcPill x={0} y={0} label={call.label} sign={call.sign} tone={call.tone} />
        </g>
      ))}
    </g>
  )
}
