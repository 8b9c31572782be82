/** The words of a run that is rebuilt from a cluster's answers, and of what was guessed for it. */
import type { Picture } from '../../../../interop/flink-rest/coverage.ts'
import type { Guess } from '../../../../interop/rebuild/guess.ts'
import { bytes, duration, grouped } from '../../../i18n/format.ts'
import { say, strong, type Sentence } from '../../../i18n/sentence.ts'
import { defineTexts } from '../../../i18n/texts.ts'

const MICROS_PER_MS = 1000

const rate = (perSecond: number): string =>
  perSecond >= 10 ? grouped(Math.round(perSecond)) : String(Number(perSecond.toPrecision(2)))

const en = {
  title: 'Rebuild it as a simulation',
  note: 'A run of the same shape and with the same settings, about as large and as long, so that you can look inside and try a remedy. What was guessed is listed beside it.',
  rebuild: 'Rebuild',
  unaligned: 'Try unaligned',
  tab: 'Rebuilt',
  guessed: 'What was guessed',
  measured: 'Show the measured ones',
  aside: (id: number): string =>
    `Made from checkpoint ${id} of a real cluster. Its vertices, edges, parallelism and settings are as they were told; this is what was guessed:`,
  guess: (guess: Guess): Sentence => {
    switch (guess.type) {
      case 'functions':
        return say`${strong('What its functions do.')} Each passes its records on; a keyed one fills its rows and writes some again.`
      case 'edges':
        return say`${strong('Who reads from whom.')} No plan was given: each vertex reads from the one before it, by key.`
      case 'ship':
        return say`${strong(`How records get to ${guess.vertex}.`)} In turn, in place of ${guess.was}.`
      case 'parallelism':
        return say`${strong('Parallelism.')} ${guess.to} subtasks in place of ${guess.from}, which are more than can be shown.`
      case 'settings':
        return say`${strong('Settings of checkpoints.')} None were given: one every ${duration(guess.intervalMs * MICROS_PER_MS)}, all else by default.`
      case 'backend':
        return say`${strong('State backend.')} hashmap in place of ${guess.was}.`
      case 'rate':
        return guess.real === null
          ? say`${strong('Pace.')} ${rate(guess.perSecond)} records a second; no answer tells how many there were.`
          : say`${strong('Pace.')} ${rate(guess.perSecond)} records a second; there were ${rate(guess.real)}.`
      case 'cost':
        return say`${strong(`Work in ${guess.vertex}.`)} ${duration(guess.micros)} for a record, so that as much waits before it.`
      case 'slowed':
        return say`${strong(`${guess.task} is ${guess.factor} times slower`)} than the others, as its barriers waited so much longer.`
      case 'rows':
        return say`${strong('Rows.')} One stands for ${bytes(guess.bytes)} of state.`
      case 'state-left-out':
        return say`${strong('State that is not keyed')} is left out: ${bytes(guess.bytes)} in ${guess.vertices.join(', ')}.`
      case 'latencies':
        return say`${strong('The network.')} ${duration(guess.rpc)} to and from the JobManager, ${duration(guess.network)} from task to task; ${duration(guess.sync)} for a synchronous part.`
      case 'storage':
        return say`${strong('Storage.')} ${duration(guess.latency)}, and ${bytes(guess.bytesPerSecond)} a second.`
      case 'length':
        return guess.real === null
          ? say`${strong('How long it runs.')} Records for ${duration(guess.ms * MICROS_PER_MS)}.`
          : say`${strong('How long it runs.')} Records for ${duration(guess.ms * MICROS_PER_MS)}; the job had run for ${duration(guess.real * MICROS_PER_MS)}.`
      case 'failures':
        return say`${strong('Failures.')} ${guess.count === 1 ? '1 checkpoint' : `${guess.count} checkpoints`} failed there; nothing fails here unless you make it.`
    }
  },
  coverage: 'What these answers show',
  pictures: {
    history: 'History, counts and sums',
    phases: 'Phases of each subtask',
    names: 'Names and order of vertices',
    config: 'Configuration',
    pace: 'Pace of a simulation',
  } satisfies Record<Picture, string>,
  have: (have: number, want: number): string => (have === want ? 'all' : `${have} of ${want}`),
  missing: 'Missing:',
  more: (count: number): string => `and ${count} more`,
}

const zh: typeof en = {
  title: '重建为模拟',
  note: '形状与设置相同、大小与时长相近的运行，便于查看内部并尝试改进。推测的内容列在旁边。',
  rebuild: '重建',
  unaligned: '试用非对齐',
  tab: '重建',
  guessed: '推测的内容',
  measured: '显示实测统计',
  aside: id => `由真实集群的检查点 ${id} 重建。顶点、边、并行度与设置均按回答；以下为推测：`,
  guess: guess => {
    switch (guess.type) {
      case 'functions':
        return say`${strong('函数的行为。')}每个顶点原样转发记录；按键的顶点填满其行，并重写其中一部分。`
      case 'edges':
        return say`${strong('谁读取谁。')}没有计划：每个顶点按键读取前一个顶点。`
      case 'ship':
        return say`${strong(`记录如何到达 ${guess.vertex}。`)}轮流分发，代替 ${guess.was}。`
      case 'parallelism':
        return say`${strong('并行度。')}${guess.to} 个子任务，代替 ${guess.from} 个（超出可显示的数量）。`
      case 'settings':
        return say`${strong('检查点设置。')}没有给出：每 ${duration(guess.intervalMs * MICROS_PER_MS)} 一次，其余为默认值。`
      case 'backend':
        return say`${strong('状态后端。')}hashmap，代替 ${guess.was}。`
      case 'rate':
        return guess.real === null
          ? say`${strong('速率。')}每秒 ${rate(guess.perSecond)} 条记录；没有回答说明原来有多少。`
          : say`${strong('速率。')}每秒 ${rate(guess.perSecond)} 条记录；原为 ${rate(guess.real)} 条。`
      case 'cost':
        return say`${strong(`${guess.vertex} 的开销。`)}每条记录 ${duration(guess.micros)}，使其前面积压同样长的时间。`
      case 'slowed':
        return say`${strong(`${guess.task} 比其他子任务慢 ${guess.factor} 倍`)}，因为它的屏障等待得更久。`
      case 'rows':
        return say`${strong('行。')}一行代表 ${bytes(guess.bytes)} 状态。`
      case 'state-left-out':
        return say`${strong('非键控状态')}被省略：${guess.vertices.join('、')} 中的 ${bytes(guess.bytes)}。`
      case 'latencies':
        return say`${strong('网络。')}与 JobManager 之间 ${duration(guess.rpc)}，任务之间 ${duration(guess.network)}；同步阶段 ${duration(guess.sync)}。`
      case 'storage':
        return say`${strong('存储。')}${duration(guess.latency)}，每秒 ${bytes(guess.bytesPerSecond)}。`
      case 'length':
        return guess.real === null
          ? say`${strong('运行时长。')}${duration(guess.ms * MICROS_PER_MS)} 的记录。`
          : say`${strong('运行时长。')}${duration(guess.ms * MICROS_PER_MS)} 的记录；作业原已运行 ${duration(guess.real * MICROS_PER_MS)}。`
      case 'failures':
        return say`${strong('失败。')}原有 ${guess.count} 个检查点失败；这里除非你触发，否则不会失败。`
    }
  },
  coverage: '这些回答能显示什么',
  pictures: {
    history: '历史、计数与汇总',
    phases: '各子任务的阶段',
    names: '顶点的名称与顺序',
    config: '配置',
    pace: '模拟的速率',
  },
  have: (have, want) => (have === want ? '齐全' : `${want} 个中的 ${have} 个`),
  missing: '缺少：',
  more: count => `以及另外 ${count} 个`,
}

export const rebuildTexts = defineTexts(en, zh)
