/** How the elements of a window add up: by the author's reduce or aggregate function. */
import { Shared } from '../../base/copy.ts'
import type { AggregateFunction, AggregatingDescriptor, ReducingDescriptor } from '../../engine/api/state.ts'
import { instantiate } from '../shared/user-function.ts'

/** As a parameter of the operator. */
export type Aggregation =
  { readonly kind: 'none' } | { readonly kind: 'reduce' | 'aggregate'; readonly function: unknown }

interface Reducer {
  reduce(first: unknown, second: unknown): unknown
}

type Aggregator = AggregateFunction<unknown, unknown, unknown>

/** The function that is this attempt's own. */
export type Folding =
  | { readonly kind: 'reduce'; readonly function: Reducer }
  | { readonly kind: 'aggregate'; readonly function: Aggregator }

export function foldingOf(aggregation: Aggregation): Folding | null {
  switch (aggregation.kind) {
    case 'none':
      return null
    case 'reduce':
      return { kind: 'reduce', function: instantiate<Reducer>(aggregation.function, 'reduce') }
    case 'aggregate':
      return { kind: 'aggregate', function: instantiate<Aggregator>(aggregation.function, 'add') }
  }
}

/** All at once, where an evictor has its say before: Flink's ReduceApply- and AggregateApplyWindowFunction. */
export function foldAll(folding: Folding, values: readonly unknown[]): unknown {
  if (folding.kind === 'reduce')
    return values.length === 0
      ? null
      : values.reduce((first, second) => folding.function.reduce(first, second))
  const { function: aggregate } = folding
  const accumulator = values.reduce((sum, value) => aggregate.add(value, sum), aggregate.createAccumulator())
  return aggregate.getResult(accumulator)
}

/**
 * What the state calls. A handle stays where it is when its task goes back in time and the function does not, so the
 * function is handed over before each use.
 */
export class CurrentFolding extends Shared implements AggregateFunction<unknown, unknown, unknown> {
  folding: Folding | null = null

  reducing(name: string): ReducingDescriptor<unknown> {
    return { kind: 'reducing', name, reduce: (first, second) => this.merge(first, second) }
  }

  aggregating(name: string): AggregatingDescriptor<unknown, unknown, unknown> {
    return { kind: 'aggregating', name, aggregate: this }
  }

  createAccumulator(): unknown {
    return this.aggregate().createAccumulator()
  }

  add(value: unknown, accumulator: unknown): unknown {
    return this.aggregate().add(value, accumulator)
  }

  getResult(accumulator: unknown): unknown {
    return this.aggregate().getResult(accumulator)
  }

  merge(first: unknown, second: unknown): unknown {
    const folding = this.folding!
    return folding.kind === 'reduce'
      ? folding.function.reduce(first, second)
      : folding.function.merge(first, second)
  }

  private aggregate(): Aggregator {
    return this.folding!.function as Aggregator
  }
}
