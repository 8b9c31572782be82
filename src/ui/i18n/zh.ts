/** 中文：`en.ts` 的对应文本。配置键、代码中的名字不翻译。 */
import type { en } from './en.ts'

export const zh: typeof en = {
  states: {
    CREATED: '已创建',
    SCHEDULED: '已调度',
    DEPLOYING: '部署中',
    INITIALIZING: '初始化中',
    RUNNING: '运行中',
    CANCELING: '取消中',
    CANCELED: '已取消',
    FAILED: '已失败',
    FINISHED: '已完成',
  },
  activities: {
    idle: '空闲',
    busy: '忙',
    paused: '暂停',
    backpressured: '反压',
    snapshotting: '快照中',
    restoring: '恢复中',
    down: '已停止',
  },
  phases: {
    waiting: () => '屏障未到',
    aligning: (seen, total) => `对齐中 ${seen} / ${total}`,
    preparing: () => '广播屏障',
    sync: () => '同步快照',
    async: () => '异步上传',
    'ack-in-flight': () => '确认在途',
    acknowledged: () => '已确认',
    aborted: () => '已中止',
  },
  title: 'Weir：看见检查点如何发生',
  step: '步骤',
  stepNumber: step => `步骤 ${step}`,
  simulated: '模拟时间',
  eventTime: { none: '尚无', end: '输入结束' },
}
