/** How components read the session: by narrow slices, so that a step redraws only what it changed. */
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { ActorScene, ChannelFrame, Frame, Scene, TaskFrame } from '../../engine/api/frame.ts'
import { isSelected, session, type Selection, type Session } from '../../store/session.ts'
import type { Preferences } from '../../store/preferences.ts'

export const useSession = <T>(pick: (state: Session) => T): T => useStore(session, pick)

/** For picks that build a new object or array: compared field by field. */
export const useSessionShallow = <T>(pick: (state: Session) => T): T => useStore(session, useShallow(pick))

export const useScene = (): Scene | null => useSession(state => state.scene)
export const useFrame = (): Frame | null => useSession(state => state.frame)
export const usePreferences = (): Preferences => useSession(state => state.preferences)
export const useSelection = (): Selection | null => useSession(state => state.selection)

export const useIsSelected = (type: Selection['type'], number: number): boolean =>
  useSession(state => isSelected(state.selection, type, number))

/** The keyboard is on this thing in the text twin: its drawing shows the focus ring. */
export const useIsFocused = (type: Selection['type'], number: number): boolean =>
  useSession(state => isSelected(state.focus, type, number))

export const useTaskFrame = (actor: number): TaskFrame | null =>
  useSession(state => state.frame?.tasks.find(task => task.actor === actor) ?? null)

export const useChannelFrame = (index: number): ChannelFrame | null =>
  useSession(state => state.frame?.channels[index] ?? null)

export const useActor = (index: number): ActorScene | null =>
  useSession(state => state.scene?.actors.find(actor => actor.index === index) ?? null)

/** The actor at which the shown step happened; -1 at the very beginning. */
export const useActingActor = (): number => useSession(state => state.frame?.rows[0]?.actor ?? -1)
