/** The author's function that makes results of a window's contents, in its five shapes; Flink's InternalWindowFunction. */
import type { OperatorContext } from '../../engine/api/operator.ts'
import { instantiate, openFunction } from '../shared/user-function.ts'
import type { WindowFunctionContext } from './contexts.ts'
import type { Window } from './time-window.ts'

/** As a parameter of the operator. `all`: without a key. */
export type WindowCodeParams =
  | { readonly kind: 'pass-through' }
  | { readonly kind: 'apply' | 'apply-all' | 'process' | 'process-all'; readonly function: unknown }

interface Out {
  collect(value: unknown): void
}

type Elements = Iterable<unknown>

interface WindowApply {
  apply(key: unknown, pane: Window, elements: Elements, out: Out): void
}

interface AllWindowApply {
  apply(pane: Window, elements: Elements, out: Out): void
}

interface WindowProcess {
  process(key: unknown, context: WindowFunctionContext, elements: Elements, out: Out): void
  clear(context: WindowFunctionContext): void
}

interface AllWindowProcess {
  process(context: WindowFunctionContext, elements: Elements, out: Out): void
  clear(context: WindowFunctionContext): void
}

export type WindowCode =
  | { readonly kind: 'pass-through' }
  | { readonly kind: 'apply'; readonly function: WindowApply }
  | { readonly kind: 'apply-all'; readonly function: AllWindowApply }
  | { readonly kind: 'process'; readonly function: WindowProcess }
  | { readonly kind: 'process-all'; readonly function: AllWindowProcess }

export function windowCodeOf(params: WindowCodeParams): WindowCode {
  switch (params.kind) {
    case 'pass-through':
      return { kind: 'pass-through' }
    case 'apply':
      return { kind: 'apply', function: instantiate<WindowApply>(params.function, 'apply') }
    case 'apply-all':
      return { kind: 'apply-all', function: instantiate<AllWindowApply>(params.function, 'apply') }
    case 'process':
      return { kind: 'process', function: instantiate<WindowProcess>(params.function, 'process') }
    case 'process-all':
      return { kind: 'process-all', function: instantiate<AllWindowProcess>(params.function, 'process') }
  }
}

export function openWindowCode(code: WindowCode, context: OperatorContext): void {
  if (code.kind !== 'pass-through') openFunction(code.function, context)
}

/** The context is also where results go: they get the window's last timestamp. */
export function runWindowCode(
  code: WindowCode,
  key: unknown,
  context: WindowFunctionContext,
  elements: Elements,
): void {
  switch (code.kind) {
    case 'pass-through':
      for (const element of elements) context.collect(element)
      return
    case 'apply':
      return code.function.apply(key, context.window(), elements, context)
    case 'apply-all':
      return code.function.apply(context.window(), elements, context)
    case 'process':
      return code.function.process(key, context, elements, context)
    case 'process-all':
      return code.function.process(context, elements, context)
  }
}

export function clearWindowCode(code: WindowCode, context: WindowFunctionContext): void {
  if (code.kind === 'process' || code.kind === 'process-all') code.function.clear(context)
}
