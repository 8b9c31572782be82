/**
 * How much is done with a seed. Most seeds are small runs that are looked at where something happened; one in 256 is
 * a large one that is looked at all along. Many small runs meet more situations in the same time than few large ones;
 * the large ones find what shows only for a moment. It depends on the seed alone, so that a seed is always the same run.
 */
export interface Effort {
  readonly thorough: boolean
  /** Most steps between two looks, drawn once for each stretch. */
  readonly lookEvery: readonly number[]
  /** In how many per cent of the looks the invariants are checked, the hash among them, and all is judged afresh. */
  readonly invariantsPercent: number
  readonly hashPercent: number
  readonly afreshPercent: number
  /** Beyond this a run is looked at seldom, and may be left where it will never end. */
  readonly closeSteps: number
  /** As many expired checkpoints in a row, and the next will expire too. */
  readonly expiredMin: number
  /** Records of a source beyond the least. */
  readonly records: number
  readonly parallelism: readonly number[]
  /** Steps between two copies of the small part of the world, drawn once. */
  readonly keyframeSpacings: readonly number[]
  /** In how many per cent of the seeds failures are placed along the measured length of the run, not a guessed one. */
  readonly measuredPercent: number
  /** Moments in the past that are gone to, in one of so many seeds. */
  readonly travels: number
  readonly travelOneIn: number
  /** Of so many seeds one is also run window by window, and one goes on from a snapshot. */
  readonly fastOneIn: number
  readonly rescaleOneIn: number
}

const THOROUGH_ONE_IN = 256

const THOROUGH: Effort = {
  thorough: true,
  lookEvery: [3, 20, 80],
  invariantsPercent: 100,
  hashPercent: 25,
  afreshPercent: 1,
  closeSteps: 5000,
  expiredMin: 6,
  records: 50,
  parallelism: [1, 2, 3, 4],
  keyframeSpacings: [40, 256],
  measuredPercent: 40,
  travels: 6,
  travelOneIn: 1,
  fastOneIn: 2,
  rescaleOneIn: 2,
}

const SMALL: Effort = {
  thorough: false,
  lookEvery: [100, 400, 1000],
  invariantsPercent: 25,
  hashPercent: 10,
  afreshPercent: 1,
  closeSteps: 700,
  expiredMin: 3,
  records: 8,
  parallelism: [1, 1, 1, 2, 2, 3],
  keyframeSpacings: [256, 2048, 8192, 8192],
  measuredPercent: 5,
  travels: 1,
  travelOneIn: 8,
  fastOneIn: 16,
  rescaleOneIn: 10,
}

export const effortOf = (seed: number): Effort => (seed % THOROUGH_ONE_IN === 0 ? THOROUGH : SMALL)

/** What is done with every seed, and what with some: said before a search, so that nobody takes it for more. */
export function effortText(): string {
  const { invariantsPercent, hashPercent, afreshPercent, travelOneIn, fastOneIn, rescaleOneIn } = SMALL
  return [
    'every seed: the verdict at moments up to the end, the checks of the trace, the end of the job;',
    `  invariants at ${invariantsPercent} % of the moments, the full hash at ${hashPercent} % of those, judged afresh at ${afreshPercent} %`,
    `one seed in ${travelOneIn} goes back and forth, one in ${fastOneIn} is run window by window too, one in ${rescaleOneIn} goes on from a snapshot`,
    `one seed in ${THOROUGH_ONE_IN} is larger and is looked at every few steps, with every invariant each time`,
    '',
  ].join('\n')
}
