/** How components read the session: by narrow slices, so that a step redraws only what it changed. */
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Frame, Scene } from '../../engine/api/frame.ts'
import { session, type Selection, type Session } from '../../store/session.ts'
import type { Preferences } from '../../store/preferences.ts'

export const useSession = <T>(pick: (state: Session) => T): T => useStore(session, pick)

/** For picks that build a new object or array: compared field by field. */
export const useSessionShallow = <T>(pick: (state: Session) => T): T => useStore(session, useShallow(pick))

export const useScene = (): Scene | null => useSession(state => state.scene)
export const useFrame = (): Frame | null => useSession(state => state.frame)
export const usePreferences = (): Preferences => useSession(state => state.preferences)
export const useSelection = (): Selection | null => useSession(state => state.selection)

/** The actor at which the shown step happened; -1 at the very beginning. */
export const useActingActor = (): number => useSession(state => state.frame?.rows[0]?.actor ?? -1)
