/** The words of what stands behind a sink. */
import { defineTexts } from '../../i18n/texts.ts'

const en = {
  title: (sink: string): string => `What readers of ${sink} see`,
  committed: 'read_committed',
  uncommitted: 'read_uncommitted',
  count: (count: number): string => (count === 1 ? '1 record' : `${count} records`),
  key: 'key',
  value: 'value',
  writes: 'writes',
  part: 'part file',
  status: 'status',
  records: 'records',
  states: {
    'in-progress': 'in progress, hidden',
    pending: 'pending, hidden',
    finished: 'finished',
  },
}

const zh: typeof en = {
  title: sink => `${sink} 的读者看到什么`,
  committed: 'read_committed',
  uncommitted: 'read_uncommitted',
  count: count => `${count} 条记录`,
  key: '键',
  value: '值',
  writes: '写入次数',
  part: '分片文件',
  status: '状态',
  records: '记录数',
  states: { 'in-progress': '写入中，不可见', pending: '待提交，不可见', finished: '已完成' },
}

export const sinkTexts = defineTexts(en, zh)
