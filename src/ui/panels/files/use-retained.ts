import type { CheckpointFrame } from '../../../engine/api/frame.ts'
import { useSession } from '../../kit/hooks.ts'

/** Checkpoints whose state can be had, newest first. */
export function useRetained(): readonly CheckpointFrame[] {
  const checkpoints = useSession(state => state.frame?.coordinator.checkpoints)
  return (checkpoints ?? []).filter(one => one.status === 'completed' && one.retained)
}
