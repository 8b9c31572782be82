/** How large the parts of a file may be. What is larger is refused, never cut. */

/** UTF-16 units of a whole file; the page refuses by the file's size before it reads it. */
export const TEXT_LENGTH_MAX = 256 * 1024 * 1024
/** Levels of JSON; a value is kept to {@link VALUE_DEPTH_MAX}, and each of its levels may need three. */
export const JSON_DEPTH_MAX = 400
export const VALUE_DEPTH_MAX = 100

export const NAME_LENGTH_MAX = 500
export const PIPELINE_LENGTH_MAX = 1_000_000
/** A config.yaml is small; it is read again at every key press. */
export const CONFIG_TEXT_LENGTH_MAX = 256 * 1024
export const CONFIG_ENTRIES_MAX = 1_000
export const CONFIG_VALUE_LENGTH_MAX = 10_000
export const OPERATORS_MAX = 1_000
export const EDGES_MAX = 1_000
export const SPLITS_MAX = 100_000
export const STATES_MAX = 1_000
export const COMMANDS_MAX = 10_000
export const BRANCHES_MAX = 1_000
export const BIGINT_DIGITS_MAX = 10_000

/** Flink's UPPER_BOUND_MAX_PARALLELISM. */
export const PARALLELISM_MAX = 32_768
/** The last moment of the ECMAScript calendar, in ms either side of the epoch. */
export const EPOCH_MS_MAX = 8_640_000_000_000_000
export const SEED_MAX = 0xffff_ffff
