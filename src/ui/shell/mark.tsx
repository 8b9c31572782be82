/** The mark: records on their way, a barrier across them. */
export function Mark() {
  return (
    <svg width="22" height="20" viewBox="0 0 22 20" aria-hidden="true">
      <g stroke="var(--text)" strokeWidth="1.8" strokeLinecap="round">
        <path d="M2 5h5.5M2 10h5.5M2 15h5.5" />
        <path d="M16 15h.01M19.5 15h.01" strokeWidth="2.2" />
      </g>
      <rect x="10" y="2" width="3.6" height="16" rx="1.2" fill="var(--ctl)" />
    </svg>
  )
}
