/** What the lines and hatches mean, in the order of their importance; the last ones go where there is no room. */
import type { ReactNode } from 'react'
import { hatchUrl } from '../../kit/patterns.tsx'
import type { SpaceTimeTexts } from './text.ts'
import styles from './space-time.module.css'

export interface LegendProps {
  readonly texts: SpaceTimeTexts
  /** A record was replayed in this run. */
  readonly replayed: boolean
  /** A task has been down in this run. */
  readonly failed: boolean
  /** A barrier has overtaken records in this run. */
  readonly saved: boolean
  /** Watermarks are made in this run. */
  readonly eventTime: boolean
}

export function Legend({ texts, replayed, failed, saved, eventTime }: LegendProps) {
  return (
    <ul className={styles.legend} aria-hidden="true">
      <Item label={texts.record}>
        <path d="M1 1L17 13" stroke="var(--line2)" strokeWidth={1.2} />
      </Item>
      <Item label={texts.barrier}>
        <path d="M1 1L17 13" stroke="var(--ctl)" strokeWidth={2.8} />
      </Item>
      <Item label={texts.alignment}>
        <Box fill={hatchUrl('alignment')} stroke="var(--wait)" />
      </Item>
      <Item label={texts.sync}>
        <Box fill="var(--ctl)" stroke="var(--ctl)" />
      </Item>
      <Item label={texts.async}>
        <Box fill={hatchUrl('async')} stroke="var(--ctl)" />
      </Item>
      <Item label={texts.calls}>
        <path d="M0 7H18" stroke="var(--ctl)" strokeWidth={1.3} strokeDasharray="4 3" />
      </Item>
      <Item label={texts.cut}>
        <path d="M0 7H18" stroke="var(--text)" strokeWidth={1.8} strokeDasharray="7 3.5" />
      </Item>
      {eventTime && (
        <Item label={texts.watermark}>
          <path d="M4 3h10l-5 8z" fill="none" stroke="var(--text3)" strokeWidth={1.3} />
        </Item>
      )}
      {eventTime && (
        <Item label={texts.timer}>
          <path d="M9 2l5 5l-5 5l-5 -5z" fill="var(--text2)" />
        </Item>
      )}
      {saved && (
        <Item label={texts.saved}>
          <path d="M9 1v8m-3 -3l3 3l3 -3m-7 5h8" fill="none" stroke="var(--ctl)" strokeWidth={1.6} />
        </Item>
      )}
      {replayed && (
        <Item label={texts.replayed}>
          <path d="M1 1L17 13" stroke="var(--past)" strokeWidth={1.5} strokeDasharray="3 2" />
        </Item>
      )}
      {failed && (
        <Item label={texts.down}>
          <Box fill={hatchUrl('down')} stroke="var(--fail)" />
        </Item>
      )}
      {failed && (
        <Item label={texts.restore}>
          <Box fill={hatchUrl('restore')} stroke="var(--past)" />
        </Item>
      )}
    </ul>
  )
}

const Box = ({ fill, stroke }: { readonly fill: string; readonly stroke: string }) => (
  <rect x={1} y={2} width={16} height={10} rx={2} fill={fill} stroke={stroke} />
)

function Item({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <li>
      <svg width={18} height={14}>
        {children}
      </svg>
      {label}
    </li>
  )
}
