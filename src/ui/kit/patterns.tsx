/**
 * The five hatches as SVG patterns, drawn once per page. Refer to them by `hatchUrl('alignment')` in a `fill`.
 * The angle tells them apart where the hue cannot.
 */
import { HATCHES, type HatchName } from './tokens.ts'

export const hatchUrl = (name: HatchName): string => `url(#weir-hatch-${name})`

const HATCH_NAMES = Object.keys(HATCHES) as HatchName[]

export function PatternDefs() {
  return (
    <svg width="0" height="0" aria-hidden="true" focusable="false" style={{ position: 'absolute' }}>
      <defs>
        {HATCH_NAMES.map(name => {
          const { angle, spacing, width, stroke, ground } = HATCHES[name]
          return (
            <pattern
              key={name}
              id={`weir-hatch-${name}`}
              patternUnits="userSpaceOnUse"
              width={spacing}
              height={spacing}
              patternTransform={`rotate(${angle})`}
            >
              {ground !== null && <rect width={spacing} height={spacing} fill={`var(--${ground})`} />}
              <rect width={width} height={spacing} fill={`var(--${stroke})`} />
            </pattern>
          )
        })}
      </defs>
    </svg>
  )
}
