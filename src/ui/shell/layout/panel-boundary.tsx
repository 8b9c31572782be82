/** A panel that throws takes only itself away, and says so; the rest of the page goes on. */
import type { ReactNode } from 'react'
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary'
import { Button } from '../../kit/button.tsx'
import { session } from '../../../store/session.ts'
import { EmptyState } from '../../kit/section.tsx'
import { shellTexts } from '../text.ts'

export function PanelBoundary({ children }: { readonly children: ReactNode }) {
  return <ErrorBoundary FallbackComponent={Failed}>{children}</ErrorBoundary>
}

function Failed({ error, resetErrorBoundary }: FallbackProps) {
  const text = shellTexts[session.getState().preferences.language].stage
  return (
    <EmptyState>
      <p role="alert">{text.panelFailed}</p>
      <code>{error instanceof Error ? error.message : String(error)}</code>
      <Button look="outline" onClick={resetErrorBoundary}>
        {text.retry}
      </Button>
    </EmptyState>
  )
}
