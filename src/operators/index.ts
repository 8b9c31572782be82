/** The operators there are. The order is fixed and means nothing else. */
import { filter } from './filter/operator.ts'
import { flatMap } from './flat-map/operator.ts'
import { keyedProcess } from './keyed-process/operator.ts'
import { map } from './map/operator.ts'
import { plainProcess } from './process/operator.ts'
import { reduce } from './reduce/operator.ts'

export const operators = [map, flatMap, filter, plainProcess, keyedProcess, reduce] as const
