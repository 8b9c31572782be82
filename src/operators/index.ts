/** The operators there are. The order is fixed and means nothing else. */
import { broadcastProcess } from './broadcast-process/operator.ts'
import { coFlatMap } from './co-flat-map/operator.ts'
import { coMap } from './co-map/operator.ts'
import { coProcess } from './co-process/operator.ts'
import { filter } from './filter/operator.ts'
import { flatMap } from './flat-map/operator.ts'
import { intervalJoin } from './interval-join/operator.ts'
import { keyedBroadcastProcess } from './keyed-broadcast-process/operator.ts'
import { keyedCoProcess } from './keyed-co-process/operator.ts'
import { keyedProcess } from './keyed-process/operator.ts'
import { map } from './map/operator.ts'
import { plainProcess } from './process/operator.ts'
import { reduce } from './reduce/operator.ts'
import { timestampsAndWatermarks } from './timestamps-and-watermarks/operator.ts'
import { windowOperator } from './window/operator.ts'

export const operators = [
  map,
  flatMap,
  filter,
  plainProcess,
  keyedProcess,
  reduce,
  timestampsAndWatermarks,
  coMap,
  coFlatMap,
  coProcess,
  keyedCoProcess,
  broadcastProcess,
  keyedBroadcastProcess,
  intervalJoin,
  windowOperator,
] as const
