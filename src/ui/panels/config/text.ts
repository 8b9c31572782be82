/** The words of the configuration, and of what can be wrong in it. Keys, values and constants are never translated. */
import type { ConfigNote, ConfigProblem } from '../../../interop/flink-config/parse-config.ts'
import { excerpt, problemWords } from '../../../interop/flink-config/problem-words.ts'
import type { Limit } from '../../../interop/flink-config/read-yaml.ts'
import type { ValueType } from '../../../interop/flink-config/values.ts'
import { grouped } from '../../i18n/format.ts'
import { defineTexts } from '../../i18n/texts.ts'

/** Lines listed of each kind; a text that is wrong throughout needs no more. */
export const LISTED_MAX = 100

const en = {
  about: 'Flink’s own keys, by their current or older names. Applying begins the same pipeline anew.',
  advisor: 'Choose a state backend…',
  tabs: 'How to edit the configuration',
  yaml: 'config.yaml',
  form: 'Form',
  textLabel: 'Text of config.yaml',
  fromFile: (name: string): string => `From ${name}, not applied yet.`,
  open: 'Open config.yaml…',
  download: 'Download',
  status: (problems: number): string =>
    problems === 0 ? 'Nothing is wrong.' : problems === 1 ? '1 problem' : `${problems} problems`,
  unchanged: 'This is the configuration the run has.',
  fixFirst: (problems: number): string =>
    problems === 1 ? 'Correct the problem first.' : `Correct the ${problems} problems first.`,
  apply: 'Apply',
  applyKey: 'Ctrl Enter',
  discard: 'Discard',
  nothingToDiscard: 'Nothing was changed.',
  problems: 'Problems',
  notes: 'Notes',
  notModelled: (count: number): string => `Accepted, but not modelled: ${count}`,
  notModelledNote: 'Weir takes these along and does nothing with them.',
  line: (line: number): string => `Line ${line}`,
  more: (count: number): string => `and ${grouped(count)} more`,
  kept: 'weir.* as in the run before, since the file says nothing of it',
  search: 'Search options',
  searchHint: 'interval, restart, latency …',
  none: (query: string): string => `No modelled option has “${query}”.`,
  alsoKnown: (count: number): string =>
    count === 1 ? 'Flink has one more, not modelled here:' : `Flink has ${count} more, not modelled here:`,
  initial: (value: string): string => `default: ${value}`,
  noDefault: 'no default',
  unset: (key: string): string => `Remove ${key}`,
  inVertex: (vertex: string): string => `The same in the vertex ${vertex}.`,
  asRecordCost: 'as all',
  noYaml: 'The text is not YAML. Correct it there first:',
  problem: problemWords,
  note: (note: ConfigNote): string =>
    note.code === 'deprecated'
      ? `${note.key} is deprecated in Flink.`
      : note.code === 'older-name'
        ? `${note.written} is now called ${note.keys.join(' and ')}.`
        : `${note.written} is understood here only; Flink’s name is ${note.keys.join(' and ')}.`,
}

const types: Readonly<Record<ValueType, string>> = {
  Boolean: 'true 或 false',
  Integer: '整数',
  Long: '整数',
  Float: '数字',
  Double: '数字',
  String: '文本',
  Duration: '时长，如 "10 s"、"100 ms" 或 "PT1M"',
  MemorySize: '内存大小，如 "32 kb" 或 "64 mb"',
  Enum: '一个常量',
  List: '列表，如 [A, B]',
  Map: '映射，如 {a: 1}',
}

const limits: Readonly<Record<Limit, string>> = {
  characters: '个字符',
  levels: '层',
  nodes: '个值',
  aliases: '个别名',
  entries: '个键',
  value: '个字符（单个值）',
}

const syntax: Readonly<Record<string, string>> = {
  BAD_ALIAS: '别名之前应有其锚点',
  BAD_INDENT: '缩进应与相邻行一致',
  BAD_SCALAR_START: '以此符号开头的文本应加引号',
  BLOCK_AS_IMPLICIT_KEY: '每行应只有一个“key: value”',
  BLOCK_IN_FLOW: '括号内不应有块',
  MISSING_CHAR: '缺少用于闭合或分隔的符号，如“:”、引号或括号',
  MULTILINE_IMPLICIT_KEY: '“key: value”应在一行内',
  MULTIPLE_DOCS: '应只有一个文档',
  TAB_AS_INDENT: '缩进应使用空格，而不是制表符',
  TAG_RESOLVE_FAILED: '不应有自定义标签',
  UNEXPECTED_TOKEN: '应为“key: value”',
}

function problemZh(problem: ConfigProblem): string {
  switch (problem.code) {
    case 'syntax':
      return `此处不是 YAML：${syntax[problem.what] ?? '应为 YAML 1.2'}`
    case 'unknown-key':
      return problem.nearest === null ? '未知的键' : `未知的键；是否为 ${problem.nearest}？`
    case 'wrong-type': {
      const expected = problem.words.length > 0 ? `${problem.words.join('、')} 之一` : types[problem.type]
      return `应为${problem.words.length > 0 ? ' ' : ''}${expected}，实际为 ${excerpt(problem.got)}`
    }
    case 'too-small':
      return `至少应为 ${problem.least}，实际为 ${excerpt(problem.got)}`
    case 'too-big':
      return `至多应为 ${problem.most}，实际为 ${excerpt(problem.got)}`
    case 'too-fine':
      return `应为整微秒（模拟时钟的步长），实际为 ${excerpt(problem.got)}`
    case 'duplicate-key':
      return `键应只出现一次，此处再次出现；第一次在第 ${problem.first} 行`
    case 'two-names':
      return `一个选项应只用一个名称；另一个名称 ${problem.other} 在第 ${problem.first} 行`
    case 'no-value':
      return '应有一个值，实际没有'
    case 'wrong-key':
      return `键应为文本，实际为 ${excerpt(problem.got)}`
    case 'not-a-map':
      return `应为若干行“key: value”，实际为 ${excerpt(problem.got)}`
    case 'too-large':
      return `至多 ${problem.most} ${limits[problem.what]}，实际更多`
    case 'refused':
      return `引擎拒绝：${problem.message}`
  }
}

const zh: typeof en = {
  about: '使用 Flink 自己的键，新旧名称均可。应用后，同一流水线重新开始。',
  advisor: '选择状态后端…',
  tabs: '编辑配置的方式',
  yaml: 'config.yaml',
  form: '表单',
  textLabel: 'config.yaml 的文本',
  fromFile: name => `来自 ${name}，尚未应用。`,
  open: '打开 config.yaml…',
  download: '下载',
  status: problems => (problems === 0 ? '没有问题。' : `${problems} 个问题`),
  unchanged: '这就是当前运行的配置。',
  fixFirst: problems => `请先改正 ${problems} 个问题。`,
  apply: '应用',
  applyKey: 'Ctrl Enter',
  discard: '放弃',
  nothingToDiscard: '没有更改。',
  problems: '问题',
  notes: '说明',
  notModelled: count => `已接受但未模拟：${count}`,
  notModelledNote: 'Weir 保留这些键，但不使用它们。',
  line: line => `第 ${line} 行`,
  more: count => `另有 ${grouped(count)} 项`,
  kept: '文件中没有 weir.*，沿用之前运行的设置',
  search: '搜索选项',
  searchHint: 'interval、restart、延迟 …',
  none: query => `没有已模拟的选项包含“${query}”。`,
  alsoKnown: count => `Flink 还有 ${count} 个，此处未模拟：`,
  initial: value => `默认：${value}`,
  noDefault: '无默认值',
  unset: key => `移除 ${key}`,
  inVertex: vertex => `同上，仅用于顶点 ${vertex}。`,
  asRecordCost: '同上',
  noYaml: '文本不是 YAML，请先改正：',
  problem: problemZh,
  note: note =>
    note.code === 'deprecated'
      ? `${note.key} 在 Flink 中已弃用。`
      : note.code === 'older-name'
        ? `${note.written} 现名 ${note.keys.join(' 与 ')}。`
        : `${note.written} 只有此处认识；Flink 的名称是 ${note.keys.join(' 与 ')}。`,
}

export const configTexts = defineTexts(en, zh)
