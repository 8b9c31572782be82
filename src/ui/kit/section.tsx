/** One part of the inspector: a small heading and what belongs under it. */
import { useId, type ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './section.module.css'

interface SectionProps {
  readonly title: ReactNode
  readonly tone?: 'plain' | 'wait' | 'fail' | 'ok' | 'past' | 'quiet'
  readonly icon?: ReactNode
  readonly children: ReactNode
}

export function Section({ title, tone = 'plain', icon, children }: SectionProps) {
  const id = useId()
  return (
    <section className={classes(styles.section, styles[tone])} aria-labelledby={id}>
      <h3 id={id} className={styles.title}>
        {icon}
        {title}
      </h3>
      {children}
    </section>
  )
}

/** The text that teaches where there is nothing yet. */
export function EmptyState({ children }: { readonly children: ReactNode }) {
  return <div className={styles.empty}>{children}</div>
}

interface FactProps {
  readonly label: ReactNode
  readonly value: ReactNode
}

/** A name and its value on one line; inside a `<dl>`. */
export function Fact({ label, value }: FactProps) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>
}

/** A fact that holds or does not: shape and word, not only colour. */
export function Badge({ holds, children }: { readonly holds: boolean; readonly children: ReactNode }) {
  return (
    <span className={classes(styles.badge, holds ? styles.holds : styles.broken)}>
      <span aria-hidden="true">{holds ? '✓' : '✕'}</span>
      {children}
    </span>
  )
}
