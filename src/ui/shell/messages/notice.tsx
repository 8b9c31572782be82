/** A line across the page that stays as long as what it says holds. */
import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from '../../kit/classes.ts'
import styles from './notices.module.css'

interface NoticeProps {
  readonly tone: 'fail' | 'quiet'
  readonly children: ReactNode
}

export function Notice({ tone, children }: NoticeProps) {
  return (
    <div className={classes(styles.notice, styles[tone])} role={tone === 'fail' ? 'alert' : 'note'}>
      <TriangleAlert size={15} aria-hidden="true" />
      {children}
    </div>
  )
}
