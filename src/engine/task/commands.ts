/** What a command does to a task. */
import { unreachable } from '../../base/assert.ts'
import type { TaskEffect } from '../api/effect.ts'
import { row, schedule, type Sim } from '../kernel/sim.ts'
import { addTamper } from '../kernel/tampering.ts'
import type { TaskActor } from '../kernel/world.ts'
import { armDrop, armPhase, armPoison } from './faults.ts'
import { failTask, isUp } from './lifecycle.ts'

export function onCommand(sim: Sim, task: TaskActor, effect: TaskEffect): void {
  switch (effect.type) {
    case 'fail-task':
      if (isUp(task)) failTask(sim, task, effect.message)
      else row(sim, 'MessageIgnored', { reason: effect.type })
      break
    case 'slow-task':
      task.slowFactor = effect.factor
      break
    case 'pause-task':
      if (isUp(task)) pauseTask(sim, task, effect.duration)
      else row(sim, 'MessageIgnored', { reason: effect.type })
      break
    case 'hang-task':
      if (isUp(task)) {
        pauseTask(sim, task, effect.duration)
        task.returnsAt = task.pausedUntil
      } else row(sim, 'MessageIgnored', { reason: effect.type })
      break
    case 'poison-record':
      armPoison(task)
      break
    case 'drop-record':
      armDrop(task, effect.record)
      break
    case 'fail-phase':
      armPhase(task, effect.phase)
      break
    case 'tamper':
      addTamper(task, effect, task.index)
      break
    default:
      unreachable(effect)
  }
}

/** What the thread was to do next comes that much later; a thread that rests finds nothing to do at the end. */
function pauseTask(sim: Sim, task: TaskActor, duration: number): void {
  if (duration <= 0) return
  task.pausedUntil = Math.max(task.pausedUntil, sim.world.now) + duration
  if (task.cpu === 'none') {
    if ((task.life === 'RUNNING' || task.recovering) && task.snapshot === null)
      schedule(sim, task, 'take', duration)
  } else task.cpuAt += duration
}
