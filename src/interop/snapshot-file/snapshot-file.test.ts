/** The first thing wrong, by its place and in words; and the text of one file, to the letter. */
import { describe, expect, it } from 'vitest'
import type { KeyedRowSnapshot, Snapshot } from '../../engine/api/snapshot.ts'
import type { StreamGraph } from '../../engine/api/stream-graph.ts'
import { canonicalKey } from '../../engine/graph/canonical-key.ts'
import { keyGroupOf } from '../../engine/graph/key-groups.ts'
import { changeAt, keyRules, signedAgain, type Path } from '../arbitrary.suite.ts'
import { readSnapshotFile } from './read-snapshot-file.ts'
import { graphOf, streamSnapshotFile, writeSnapshotFile, type SnapshotJob } from './snapshot-file.ts'

// Key groups of Flink at max parallelism 128: user-0 is in 8, user-1 in 121, user-2 in 22 (recorded values).
const snapshot: Snapshot = {
  checkpointId: 3,
  jobName: 'Counts',
  triggeredAt: 250_000,
  completedAt: 292_500,
  operators: [
    {
      uid: 'origin',
      name: 'Source: origin',
      kind: 'source',
      parallelism: 2,
      maxParallelism: 128,
      subtasks: [
        {
          index: 0,
          keyed: [],
          lists: {},
          unionLists: {},
          broadcastStates: {},
          splits: [{ id: 'origin-1', offset: 44 }],
        },
        {
          index: 1,
          keyed: [],
          lists: {},
          unionLists: {},
          broadcastStates: {},
          splits: [{ id: 'origin-2', offset: 41 }],
        },
      ],
    },
    {
      uid: 'count',
      name: 'count',
      kind: 'process',
      parallelism: 2,
      maxParallelism: 128,
      subtasks: [
        {
          index: 0,
          keyed: [
            {
              state: 'count',
              kind: 'value',
              keyType: 'STRING',
              rows: [
                { keyGroup: 8, key: 'user-0', value: 17 },
                { keyGroup: 22, key: 'user-2', value: NaN },
              ],
            },
          ],
          lists: { seen: [1, undefined] },
          unionLists: {},
          broadcastStates: {},
          splits: [],
        },
        {
          index: 1,
          keyed: [
            {
              state: 'count',
              kind: 'value',
              keyType: 'STRING',
              rows: [{ keyGroup: 121, key: 'user-1', value: 9 }],
            },
          ],
          lists: {},
          unionLists: {},
          broadcastStates: {},
          splits: [],
        },
      ],
    },
  ],
}

const job: SnapshotJob = {
  pipeline: 'counts',
  config: { 'parallelism.default': '2', 'execution.checkpointing.interval': '1 s' },
  workload: { limit: 100 },
  seed: 7,
  epochMs: 1_700_000_000_000,
  graph: [
    {
      uid: 'origin',
      name: 'Source: origin',
      kind: 'source',
      role: 'source',
      parallelism: 2,
      maxParallelism: 128,
      inputs: [],
    },
    {
      uid: 'count',
      name: 'count',
      kind: 'process',
      role: 'operator',
      parallelism: 2,
      maxParallelism: 128,
      inputs: [{ from: 'origin', partitioner: 'HASH', tag: null, input: 0, keyType: 'STRING' }],
    },
  ],
}

const text = writeSnapshotFile(snapshot, job)
const OPERATOR: Path = ['operators', 1]
const KEYED: Path = [...OPERATOR, 'subtasks', 0, 'keyed', 0]
const ROW: Path = [...KEYED, 'rows', 1]
const GRAPH: Path = ['job', 'graph']

/** What the file is refused with after one change, its digest made right again. */
function refusal(path: Path, change: unknown): string {
  const result = readSnapshotFile(
    signedAgain(text, path, () => change),
    keyRules,
  )
  return result.ok ? 'accepted' : `${result.error.code} ${result.error.path}: ${result.error.message}`
}

describe('a snapshot file', () => {
  it('is this text', async () => {
    await expect(text).toMatchFileSnapshot('./example.txt')
  })

  it('names what cannot be, with its place', () => {
    expect(refusal(['format'], 'weir-run')).toBe(
      'wrong-format format: expected "weir-snapshot", got "weir-run"',
    )
    expect(refusal(['version'], 2)).toBe('wrong-version version: expected version 1, got 2')
    expect(refusal(['checkpointId'], 0)).toBe(
      'out-of-range checkpointId: expected an integer from 1 on, got 0',
    )
    expect(refusal(['completedAt'], 1)).toBe(
      'out-of-range completedAt: expected at least triggeredAt, 250000, got 1',
    )
    expect(refusal([], { ...(JSON.parse(text) as object), comment: 1 })).toMatch(
      /^unknown-field comment: expected one of format, version, job, .*, got "comment"$/,
    )
    expect(refusal(['job', 'seed'], 4294967296)).toBe(
      'out-of-range job.seed: expected an integer from 0 to 4294967295, got 4294967296',
    )
    expect(refusal(['job', 'config', 'parallelism.default'], 2)).toBe(
      'wrong-type job.config["parallelism.default"]: expected a text, got 2',
    )
  })

  it('names what is wrong in a row', () => {
    const at = 'operators[1].subtasks[0].keyed[0].rows[1]'
    expect(refusal([...ROW, 'keyGroup'], 23)).toBe(
      `wrong-key-group ${at}.keyGroup: expected 22, the key group of "user-2", got 23`,
    )
    expect(refusal([...ROW, 'keyGroup'], -1)).toBe(
      `out-of-range ${at}.keyGroup: expected an integer from 0 to 32767, got -1`,
    )
    expect(refusal([...ROW, 'keyGroup'], 128)).toBe(
      `out-of-range ${at}.keyGroup: expected an integer from 0 to 127, got 128`,
    )
    expect(refusal([...ROW, 'keyGroup'], 22.5)).toBe(
      `wrong-type ${at}.keyGroup: expected an integer, got 22.5`,
    )
    expect(refusal([...ROW, 'key'], 2)).toBe(`wrong-type ${at}.key: expected a string, got 2`)
    expect(refusal([...ROW, 'key'], { $: 'nix' })).toMatch(`wrong-type ${at}.key.$: expected one of NaN, `)
    expect(refusal(ROW, { keyGroup: 8, key: 'user-0', value: 1 })).toBe(
      `duplicate ${at}.key: duplicate key: "user-0"`,
    )
    expect(refusal(ROW, { keyGroup: 121, key: 'user-1', value: 1 })).toBe(
      `wrong-key-group ${at}.keyGroup: expected a key group of subtask 0, got 121, which is of 1`,
    )
    expect(refusal(ROW, { keyGroup: 22, key: 'user-2' })).toBe(
      `missing ${at}.value: expected a value, got nothing`,
    )
    expect(refusal(ROW, { keyGroup: 22, key: 'user-2', value: 1, ttl: 3 })).toBe(
      `unknown-field ${at}.ttl: expected one of keyGroup, key, value, namespace, timestamp, got "ttl"`,
    )
  })

  it('names what is wrong with data in flight', () => {
    const place: Path = [...OPERATOR, 'subtasks', 0]
    const { operators } = JSON.parse(text) as { operators: { subtasks: object[] }[] }
    const subtask = operators[1]!.subtasks[0]!
    const refused = (inFlight: readonly object[]) => refusal(place, { ...subtask, inFlight })
    const at = 'operators[1].subtasks[0].inFlight[0]'
    const record = { value: 'a', timestamp: null, source: 'origin', split: 'p0', offset: 3, path: -7 }
    const channel = {
      end: 'input',
      from: 'origin',
      to: 'count',
      tag: null,
      input: 0,
      peer: 1,
      peers: 2,
      items: [record, { watermark: { $: 'Infinity' } }, { idle: true }],
    }
    const withItem = (item: object) => refused([{ ...channel, items: [item] }])
    expect(refused([channel])).toBe('accepted')
    expect(refused([{ ...channel, to: 'origin' }])).toBe(
      `wrong-reference ${at}.to: expected count, whose input it is, got "origin"`,
    )
    expect(refused([{ ...channel, peer: 2 }])).toBe(
      `out-of-range ${at}.peer: expected a subtask below 2, got 2`,
    )
    expect(refused([{ ...channel, items: [] }])).toBe(
      `missing ${at}.items: expected at least one item, got none`,
    )
    expect(refused([channel, channel])).toBe(
      'duplicate operators[1].subtasks[0].inFlight[1]: duplicate channel: input of origin → count',
    )
    expect(withItem({ ...record, split: null })).toBe(
      `wrong-reference ${at}.items[0]: expected source, split and offset of a record, or null, null and -1`,
    )
    expect(withItem({ ...record, timestamp: 'noon' })).toBe(
      `wrong-type ${at}.items[0].timestamp: expected a time in ms, got "noon"`,
    )
    expect(withItem({ watermark: 5, value: 'a' })).toMatch(`unknown-field ${at}.items[0].value: `)
    expect(withItem({ idle: 'no' })).toBe(`wrong-type ${at}.items[0].idle: expected true or false, got "no"`)
  })

  it('wants rows by key group, and within it by key', () => {
    const low = { keyGroup: 8, key: 'user-0', value: 1 }
    const high = { keyGroup: 22, key: 'user-2', value: 1 }
    expect(refusal([...KEYED, 'rows'], [high, low])).toBe(
      'unsorted operators[1].subtasks[0].keyed[0].rows[1].keyGroup: expected at least 22, the one before, got 8',
    )
    // Aa and BB have the same hash code in Java, hence the same key group.
    const same = ['BB', 'Aa'].map(key => ({ keyGroup: keyGroupOf('STRING', key, 128), key, value: 1 }))
    const index = same[0]!.keyGroup < 64 ? 0 : 1
    expect(refusal(['operators', 1, 'subtasks', index, 'keyed', 0, 'rows'], same)).toBe(
      `unsorted operators[1].subtasks[${index}].keyed[0].rows[1].key: expected a key after "BB", got "Aa"`,
    )
  })

  it('knows the types of keys', () => {
    const row = (type: string, keyGroup: number, key: unknown) =>
      refusal(KEYED, { state: 'x', kind: 'value', keyType: type, rows: [{ keyGroup, key, value: 1 }] })
    const at = 'operators[1].subtasks[0].keyed[0].rows[0].key'
    expect(refusal([...KEYED, 'kind'], 'reducing')).toBe(
      'wrong-type operators[1].subtasks[1].keyed[0]: expected a reducing state by STRING, as before, got a value state by STRING',
    )
    expect(row('INT', 29, 2147483648)).toBe(`wrong-type ${at}: expected a 32-bit integer, got 2147483648`)
    expect(row('LONG', 1, '42')).toBe(
      `wrong-type ${at}: expected a 64-bit integer, beyond 2^53 as its text, got "42"`,
    )
    expect(row('LONG', 1, '9007199254740991')).toBe(
      `wrong-type ${at}: expected a number, for an integer below 2^53, got "9007199254740991"`,
    )
    expect(row('LONG', 1, '9223372036854775808')).toBe(
      `wrong-type ${at}: expected a 64-bit integer, beyond 2^53 as its text, got "9223372036854775808"`,
    )
    expect(row('BOOLEAN', 1, 'true')).toBe(`wrong-type ${at}: expected true or false, got "true"`)
    expect(row('TUPLE2_STRING_INT', 1, ['a', 0.5])).toBe(
      `wrong-type ${at}: expected [string, 32-bit integer], got a list of 2`,
    )
    expect(row('TEXT', 1, 'a')).toMatch(
      /^wrong-type operators\[1\]\.subtasks\[0\]\.keyed\[0\]\.keyType: expected one of STRING/,
    )
  })

  it('knows what a map state looks like', () => {
    const map = (value: unknown) =>
      refusal(KEYED, {
        state: 'x',
        kind: 'map',
        keyType: 'STRING',
        rows: [{ keyGroup: 8, key: 'user-0', value }],
      })
    const at = 'operators[1].subtasks[0].keyed[0].rows[0].value'
    expect(map({ a: 1 })).toBe(`wrong-type ${at}: expected a list of [key, value], got an object`)
    expect(map([['a']])).toBe(`wrong-type ${at}[0]: expected [key, value], got a list of 1`)
    expect(map([[null, 1]])).toBe(`wrong-type ${at}[0][0]: expected a text, a number or a boolean, got null`)
    expect(
      map([
        ['b', 1],
        ['a', 1],
      ]),
    ).toBe(`unsorted ${at}[1][0]: expected a key after "b", got "a"`)
    expect(
      map([
        ['a', 1],
        ['a', 2],
      ]),
    ).toBe(`duplicate ${at}[1][0]: duplicate key: "a"`)
  })

  it('wants subtasks in order, states that agree, and every split once', () => {
    expect(refusal([...OPERATOR, 'subtasks', 1, 'index'], 0)).toMatch(
      /^wrong-key-group operators\[1\]\.subtasks\[1\]/,
    )
    expect(refusal(['operators', 0, 'subtasks', 1, 'index'], 0)).toBe(
      'unsorted operators[0].subtasks[1].index: expected 1, got 0',
    )
    expect(refusal(['operators', 0, 'subtasks', 1, 'index'], 2)).toBe(
      'out-of-range operators[0].subtasks[1].index: expected an integer from 0 to 1, got 2',
    )
    expect(refusal(['operators', 0, 'subtasks', 1], undefined)).toBe(
      'missing operators[0].subtasks: expected 2 subtasks, got 1',
    )
    expect(refusal(['operators', 0, 'subtasks', 1, 'splits', 0, 'id'], 'origin-1')).toBe(
      'duplicate operators[0].subtasks[1].splits[0].id: duplicate split: "origin-1", of subtask 0',
    )
    expect(refusal(['operators', 0, 'subtasks', 1, 'splits', 0, 'offset'], -1)).toBe(
      'out-of-range operators[0].subtasks[1].splits[0].offset: expected an integer from 0 on, got -1',
    )
  })

  it('wants operators that the job graph has', () => {
    expect(refusal([...OPERATOR, 'uid'], 'sum')).toBe(
      'wrong-reference operators[1].uid: expected the uid of a node of job.graph, got "sum"',
    )
    expect(refusal([...OPERATOR, 'uid'], 'origin')).toBe(
      'duplicate operators[1].uid: duplicate uid: "origin"',
    )
    expect(refusal([...GRAPH, 1, 'maxParallelism'], 64)).toBe(
      'wrong-reference operators[1].maxParallelism: expected 64, as in job.graph, got 128',
    )
    expect(refusal([...GRAPH, 1, 'maxParallelism'], null)).toBe('accepted')
    expect(refusal([...GRAPH, 1, 'maxParallelism'], 1)).toBe(
      'out-of-range job.graph[1].parallelism: expected at most the max parallelism 1, got 2',
    )
    expect(refusal([...GRAPH, 1, 'inputs', 0, 'from'], 'nowhere')).toBe(
      'wrong-reference job.graph[1].inputs[0].from: expected the uid of a node of the graph, got "nowhere"',
    )
  })

  it('tells a changed content by its digest', () => {
    const changed = JSON.stringify(changeAt(JSON.parse(text), [...ROW, 'value'], () => 18))
    expect(readSnapshotFile(changed, keyRules)).toMatchObject({
      ok: false,
      error: { code: 'wrong-digest', path: 'digest' },
    })
    const cut = text.slice(0, text.length / 2)
    expect(readSnapshotFile(cut, keyRules)).toMatchObject({ ok: false, error: { code: 'truncated' } })
  })

  it('lets a fault of the key rules through, and takes only a KeyError for a wrong key', () => {
    const broken = {
      canonicalKey,
      keyGroupOf: () => {
        throw new RangeError('broken')
      },
    }
    expect(() => readSnapshotFile(text, broken)).toThrow('broken')
  })
})

describe('graphOf', () => {
  it('keeps what a reader needs of a stream graph', () => {
    const graph: StreamGraph = {
      jobName: 'Counts',
      chainingEnabled: true,
      config: {},
      nodes: [
        {
          id: 1,
          uid: 'origin',
          name: 'Source: origin',
          kind: 'source',
          role: 'source',
          params: {},
          parallelism: 2,
          maxParallelism: 128,
          chaining: 'HEAD',
          slotSharingGroup: 'default',
          inputs: [],
          stateful: true,
        },
        {
          id: 2,
          uid: 'count',
          name: 'count',
          kind: 'process',
          role: 'operator',
          params: {},
          parallelism: 2,
          maxParallelism: -1,
          chaining: 'ALWAYS',
          slotSharingGroup: 'default',
          stateful: true,
          inputs: [
            {
              source: 1,
              partitioner: 'HASH',
              tag: null,
              input: 0,
              key: { selector: (value: { k: string }) => value.k, type: 'STRING' },
            },
          ],
        },
      ] as StreamGraph['nodes'],
    }
    expect(graphOf(graph)).toEqual([job.graph[0], { ...job.graph[1], maxParallelism: null }])
  })
})

it('however many entries there are, they are written one by one, in pieces of one size', () => {
  const entries = 100_000
  let made = 0
  const rows = {
    *[Symbol.iterator](): Generator<KeyedRowSnapshot> {
      for (let i = 0; i < entries; i++) {
        made += 1
        yield { keyGroup: 0, key: `key-${i}`, value: i }
      }
    },
  }
  const [origin, count] = snapshot.operators
  const [subtask] = count!.subtasks
  const keyed = [{ ...subtask!.keyed[0]!, rows: rows as unknown as readonly KeyedRowSnapshot[] }]
  const operators = [origin!, { ...count!, subtasks: [{ ...subtask!, keyed }] }]
  let length = 0
  let longest = 0
  let written = 0
  let aheadMost = 0
  for (const piece of streamSnapshotFile({ ...snapshot, operators }, job)) {
    length += piece.length
    longest = Math.max(longest, piece.length)
    written += piece.split('"keyGroup"').length - 1
    // The first walk is for the digest.
    aheadMost = Math.max(aheadMost, made - entries - written)
  }
  expect([made, written]).toEqual([2 * entries, entries])
  expect(length).toBeGreaterThan(4_000_000)
  expect(longest).toBeLessThan(70_000)
  expect(aheadMost).toBeLessThan(5)
})
