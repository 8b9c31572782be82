/**
 * What Flink guarantees of each kind of snapshot: the table "Capabilities and limitations" of its documentation
 * (ops/state/checkpoints_vs_savepoints). `risky`: it works today, and nobody promises that it will.
 */

export type Capability = 'yes' | 'risky' | 'no'

export type SnapshotKind = 'canonical' | 'native' | 'aligned' | 'unaligned'

export const SNAPSHOT_KINDS: readonly SnapshotKind[] = ['canonical', 'native', 'aligned', 'unaligned']

export type Operation =
  | 'backend'
  | 'writing'
  | 'reading'
  | 'relocatable'
  | 'schema'
  | 'arbitrary-upgrade'
  | 'upgrade'
  | 'minor-version'
  | 'patch-version'
  | 'rescaling'

const row = (
  canonical: Capability,
  native: Capability,
  aligned: Capability,
  unaligned: Capability,
): Readonly<Record<SnapshotKind, Capability>> => ({ canonical, native, aligned, unaligned })

export const CAPABILITIES: Readonly<Record<Operation, Readonly<Record<SnapshotKind, Capability>>>> = {
  rescaling: row('yes', 'yes', 'yes', 'yes'),
  upgrade: row('yes', 'yes', 'yes', 'no'),
  'arbitrary-upgrade': row('yes', 'yes', 'yes', 'no'),
  'patch-version': row('yes', 'yes', 'yes', 'yes'),
  'minor-version': row('yes', 'yes', 'yes', 'no'),
  backend: row('yes', 'no', 'no', 'no'),
  relocatable: row('yes', 'yes', 'no', 'no'),
  schema: row('yes', 'risky', 'risky', 'risky'),
  reading: row('yes', 'risky', 'risky', 'no'),
  writing: row('yes', 'no', 'no', 'no'),
}
