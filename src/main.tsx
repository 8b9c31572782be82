/** The page begins: choices of the reader first, then the engine in its worker, then the drawing of it. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { followSystem } from './store/choices.ts'
import { startPage } from './store/run-keeper.ts'
import { App } from './ui/shell/app.tsx'
import { applyPreferences } from './ui/shell/document-effects.ts'
import { connect } from './worker/client.ts'
import './ui/kit/tokens.css'
import './ui/kit/global.css'

applyPreferences()
followSystem()
void startPage(connect)

const root = document.getElementById('root')
if (root === null) throw new Error('expected an element with the id root, got none')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
