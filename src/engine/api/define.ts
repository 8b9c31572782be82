/**
 * How a unit declares itself. The function adds nothing at run time; it lets the compiler check the unit against the
 * contract and keeps the type of its parameters.
 */
import type { OperatorDefinition } from './operator.ts'

export const defineOperator = <Params>(definition: OperatorDefinition<Params>): OperatorDefinition<Params> =>
  definition
