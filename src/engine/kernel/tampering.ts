/**
 * Faults of the network between actors: the next message of a kind is dropped, comes late, or comes twice. They wait
 * at the sender. A message that is late holds up those behind it, since a pair of actors stays first in, first out.
 */
import type { TamperEffect } from '../api/effect.ts'
import type { Rpc } from './rpc.ts'
import type { Actor } from './world.ts'

export interface Tamper extends Pick<TamperEffect, 'message' | 'how' | 'delay'> {
  /** Receiver of the message; -1: any. */
  readonly to: number
}

/** `target`: the task that the command is aimed at. What a task sends of these kinds has one receiver only. */
export function addTamper(actor: Actor, effect: TamperEffect, target: number): void {
  const { message, how, delay } = effect
  actor.tampers = [...actor.tampers, { message, how, delay, to: actor.index === target ? -1 : target }]
}

/** The fault that strikes this message, taken from those that wait; null: none does. */
export function takeTamper(from: Actor, to: number, body: Rpc): Tamper | null {
  const found = from.tampers.find(
    tamper => tamper.message === body.type && (tamper.to < 0 || tamper.to === to),
  )
  if (found === undefined) return null
  from.tampers = from.tampers.filter(tamper => tamper !== found)
  return found
}
