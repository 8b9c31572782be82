/** The words that hold a checkpoint and a savepoint against each other. */
import { defineTexts } from '../../i18n/texts.ts'
import type { Capability, Operation, SnapshotKind } from './capabilities.ts'

export type Trait = 'trigger' | 'purpose' | 'owner' | 'format' | 'barriers' | 'holds' | 'commits' | 'place'

interface Setting {
  readonly retained: number
  readonly backend: string
  readonly unaligned: boolean
}

interface Side {
  readonly checkpoint: (setting: Setting) => string
  readonly savepoint: (setting: Setting) => string
}

const traits: Readonly<Record<Trait, { readonly name: string } & Side>> = {
  trigger: {
    name: 'started by',
    checkpoint: () => 'its interval; in Weir also you, with B',
    savepoint: () => 'you, with S, or a stop of the job',
  },
  purpose: {
    name: 'made for',
    checkpoint: () => 'failures: the job goes back to the newest one by itself',
    savepoint: () =>
      'changes that you plan: another program, parallelism or version. No failure goes back to it',
  },
  owner: {
    name: 'owned by',
    checkpoint: ({ retained }) =>
      `Flink: it keeps the newest ${retained} (num-retained) and deletes older ones; what stays when the job ends is a setting`,
    savepoint: () => 'you: Flink never deletes one, not even when the job ends',
  },
  format: {
    name: 'format',
    checkpoint: ({ backend }) =>
      `that of the state backend, here ${backend}; incremental where the backend can`,
    savepoint: () =>
      'canonical, the same for every backend and always full; on demand native, that of the backend',
  },
  barriers: {
    name: 'barriers',
    checkpoint: ({ unaligned }) =>
      unaligned ? 'aligned or, as set here, unaligned' : 'aligned, as set here; they may be unaligned',
    savepoint: () => 'always aligned: it waits behind every full queue',
  },
  holds: {
    name: 'holds',
    checkpoint: () =>
      'state, offsets and prepared transactions; an unaligned one also the data in flight that it overtook',
    savepoint: () => 'state, offsets and prepared transactions; never data in flight',
  },
  commits: {
    name: 'output',
    checkpoint: () => 'when it is complete, sinks commit their transactions',
    savepoint: () => 'nothing is committed behind it; only one that stops the job commits',
  },
  place: {
    name: 'lies in',
    checkpoint: () =>
      'chk-n/, and files in shared/ that several checkpoints use: it cannot be moved by itself',
    savepoint: () => 'savepoint-…/ of its own, with all that it needs: it may be moved',
  },
}

const operations: Readonly<Record<Operation, string>> = {
  rescaling: 'another parallelism',
  upgrade: 'changed operators, same graph and record types',
  'arbitrary-upgrade': 'changed partitioning or record types',
  'patch-version': 'another patch version of Flink',
  'minor-version': 'another minor version of Flink',
  backend: 'another state backend',
  relocatable: 'moved to another place',
  schema: 'evolved types of the state',
  reading: 'read by the State Processor API',
  writing: 'written by the State Processor API',
}

const kinds: Readonly<Record<SnapshotKind, string>> = {
  canonical: 'canonical savepoint',
  native: 'native savepoint',
  aligned: 'aligned checkpoint',
  unaligned: 'unaligned checkpoint',
}

const capabilities: Readonly<Record<Capability, string>> = { yes: 'yes', risky: 'not promised', no: 'no' }

type ClaimMode = 'NO_CLAIM' | 'CLAIM' | 'LEGACY'

const modes: Readonly<Record<ClaimMode, string>> = {
  NO_CLAIM:
    'The default. It stays yours: Flink never deletes it. The first checkpoint of the new job is a full one, so that nothing refers to it any more and you may delete it.',
  CLAIM:
    'It is the job’s from now on: it may be deleted like a checkpoint as soon as a newer one is complete. No other job may start from it.',
  LEGACY:
    'As before Flink 1.15, deprecated: it is not deleted, but incremental checkpoints may refer to its files for as long as the job runs.',
}

const en = {
  title: 'Checkpoint and savepoint',
  note: 'Side by side: what each is for, what it holds, whose it is and what it survives.',
  close: 'Close',
  intro:
    'Both are taken by the same barriers and have the same inside. A checkpoint belongs to the job and is there for failures; a savepoint belongs to you and is there for changes.',
  checkpoint: 'Checkpoint',
  savepoint: 'Savepoint',
  inThisRun: 'in this run',
  noCheckpoint: 'none is complete yet',
  noSavepoint: 'none yet',
  take: 'Take a savepoint',
  show: 'Show it',
  size: (name: string, size: string): string => `${name}, ${size}`,
  inFlight: (size: string): string => `${size} of it in flight`,
  traits,
  survives: 'What each survives',
  source: 'As Flink’s documentation promises it. “Not promised”: it works, and may cease to.',
  operations,
  kinds,
  capabilities,
  modesTitle: 'Whose it is when a job was started from it: execution.state-recovery.claim-mode',
  modes,
}

const zh: typeof en = {
  title: '检查点与保存点',
  note: '并排比较：各自的用途、内容、归属，以及能经受什么。',
  close: '关闭',
  intro: '两者由同样的屏障产生，内容也相同。检查点属于作业，用于故障恢复；保存点属于你，用于有计划的变更。',
  checkpoint: '检查点',
  savepoint: '保存点',
  inThisRun: '在此次运行中',
  noCheckpoint: '尚无已完成的',
  noSavepoint: '尚无',
  take: '创建保存点',
  show: '查看',
  size: (name, size) => `${name}，${size}`,
  inFlight: size => `其中传输中数据 ${size}`,
  traits: {
    trigger: {
      name: '触发者',
      checkpoint: () => '触发间隔；在 Weir 中也可由你按 B 触发',
      savepoint: () => '你（按 S），或停止作业时',
    },
    purpose: {
      name: '用途',
      checkpoint: () => '故障：作业自动回到最新的检查点',
      savepoint: () => '有计划的变更：更换程序、并行度或版本。故障恢复从不使用它',
    },
    owner: {
      name: '归属',
      checkpoint: ({ retained }) =>
        `Flink：保留最新的 ${retained} 个（num-retained），删除更旧的；作业结束时保留什么由配置决定`,
      savepoint: () => '你：Flink 从不删除保存点，作业结束时也不删除',
    },
    format: {
      name: '格式',
      checkpoint: ({ backend }) => `状态后端自身的格式，这里是 ${backend}；后端支持时可以增量`,
      savepoint: () => '标准格式，对所有后端相同，且总是全量；也可选原生格式，即后端自身的格式',
    },
    barriers: {
      name: '屏障',
      checkpoint: ({ unaligned }) =>
        unaligned ? '对齐，或如此处配置的非对齐' : '如此处配置为对齐；也可以非对齐',
      savepoint: () => '总是对齐：在每个满的队列后面等待',
    },
    holds: {
      name: '内容',
      checkpoint: () => '状态、位点与已预提交的事务；非对齐时还有被越过的传输中数据',
      savepoint: () => '状态、位点与已预提交的事务；从不含传输中数据',
    },
    commits: {
      name: '输出',
      checkpoint: () => '完成后，sink 提交其事务',
      savepoint: () => '完成后不提交任何事务；只有停止作业的保存点会提交',
    },
    place: {
      name: '位置',
      checkpoint: () => 'chk-n/，以及 shared/ 中由多个检查点共用的文件：不能单独移动',
      savepoint: () => '自己的 savepoint-…/，包含所需的一切：可以移动',
    },
  },
  survives: '各自能经受的变化',
  source: '依据 Flink 文档的承诺。“不承诺”：目前可行，但将来未必。',
  operations: {
    rescaling: '另一个并行度',
    upgrade: '算子有变，图与记录类型不变',
    'arbitrary-upgrade': '分区方式或记录类型有变',
    'patch-version': '另一个 Flink 补丁版本',
    'minor-version': '另一个 Flink 次版本',
    backend: '另一个状态后端',
    relocatable: '移动到别处',
    schema: '状态类型演进',
    reading: '由 State Processor API 读取',
    writing: '由 State Processor API 写出',
  },
  kinds: {
    canonical: '标准格式保存点',
    native: '原生格式保存点',
    aligned: '对齐的检查点',
    unaligned: '非对齐的检查点',
  },
  capabilities: { yes: '是', risky: '不承诺', no: '否' },
  modesTitle: '作业从它启动之后归谁所有：execution.state-recovery.claim-mode',
  modes: {
    NO_CLAIM:
      '默认。它仍是你的：Flink 从不删除它。新作业的第一个检查点是全量的，此后不再引用它，你可以将它删除。',
    CLAIM: '它从此归作业所有：一旦有更新的检查点完成，它可能像检查点一样被删除。其他作业不得再从它启动。',
    LEGACY: '与 Flink 1.15 之前相同，已弃用：不会被删除，但只要作业还在运行，增量检查点就可能引用它的文件。',
  },
}

export const snapshotTexts = defineTexts(en, zh)
export type SnapshotTexts = typeof en
