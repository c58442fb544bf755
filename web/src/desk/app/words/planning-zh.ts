export const planningZh = {
  planning: {
    title: '预测与排班', hint: '按半小时预测来电，算出守住目标要多少人；不改动任何人的班次。',
    on: '日期', before: '前一天', after: '后一天', today: '今天', week: '七天一览', weekDay: '预计接通率 {answered}，最多同时 {most} 人',
    callsOf: '{n} 通', hoursOf: '排班 {n} 人时', charts: '图',
    error: '没有算成', short: '历史太短，不作预测', shortHint: '可以先载入一份历史：每半小时一行，北京时间，没有来电的半小时可以省略。',
    between: '请填 {least} 到 {most}',
    kind: {
      worked_weekend: '调休上班', holiday: '节假日',
    },
    history: {
      label: '依据', house: '本系统转人工的会话（{from} 至 {to}）', houseNone: '本系统转人工的会话（还没有）',
      file: '{name}（{from} 至 {to}）', load: '载入文件', remove: '删除这份历史',
    },
    unsure: {
      title: '请留意：',
      few_days: '历史只有 {days} 天，季节看不出来。', no_such_day: '历史里没有这类日子，按相近的日子估计。',
      no_due_dates: '历史不到一个半月，还款日的高峰看不出来。', stale: '历史只到 {to}，离这天已超过两周。',
      calendar: '这一年的放假安排还没有公布，按普通的一周估计。', service: '没有测得处理时长，按 {s} 秒估计。',
    },
    which: { needed: '按目标需要', shifts: '按现有班次', otherwise: '若如此' },
    figures: {
      title: '全天', which: '方案', calls: '来电', hours: '在岗人时', rostered: '排班人时', most: '最多同时在岗', answered: '接通率', inTime: '{s} 秒内接通',
      abandoned: '放弃率', short: '未达目标', noShifts: '这天没有排班，无法与现有班次比较。班次在「人员」里安排。',
    },
    formula: {
      calls: '泊松回归：日子类型、长假前后、每月第几天、趋势；浅色带为最近 {n} 个同类日子中间八成',
      agents: '带不耐烦的排队（M/M/n+G），日子和半小时都有起伏时，全天守住目标的最少人数',
      shares: '接通 ＝ 1 − 放弃；{s} 秒内接通、放弃都占全部来电',
      hours: '各半小时在岗人数之和 ÷ 2', rostered: '在岗 ÷（1 − 损耗），各半小时向上取整', most: '各半小时在岗人数的最大值',
      answered: '接起 ÷ 来电，按各半小时来电加权', inTime: '{s} 秒内接起 ÷ 来电，按各半小时来电加权', abandoned: '1 − 接通率',
    },
    chart: {
      label: '{name}，用左右方向键逐个半小时查看', now: '现在', calls: '每半小时来电', agents: '每半小时在岗', shares: '每半小时接通、放弃',
      expected: '预计', usual: '往常', bent: '今日修正', otherwise: '若如此', needed: '需要', neededNow: '今日修正', shifts: '现有班次',
      answered: '接通', inTime: '{s} 秒内', abandoned: '放弃', otherAnswered: '若如此接通',
    },
    column: {
      start: '半小时', calls: '预计来电', low: '往常下限', high: '往常上限', agents: '需要在岗', rostered: '需要排班', answered: '接通率', in_time: '时限内接通',
      abandoned: '放弃率', shifts: '现有排班', shiftsAnswered: '现有班次接通率', otherCalls: '若如此来电', otherAgents: '若如此在岗', otherAnswered: '若如此接通率',
      otherInTime: '若如此时限内', came: '已来', nowCalls: '修正来电', nowAgents: '修正在岗',
    },
    table: { title: '表格', copy: '复制', save: '下载 CSV', copied: '已复制，可以粘贴到表格软件', copyFailed: '浏览器不允许复制，请改用下载' },
    whatIf: {
      title: '若如此', ready: '常见情形', sick: '两人请假', due: '还款日高峰', longer: '处理变长', hasty: '客户更不耐烦', none: '恢复原样',
      agents: '每半小时在岗增减（人）', calls: '来电（原来的 %）', service: '处理时长（原来的 %）', patience: '客户耐心（原来的 %）',
      needs: '那样仍要守住目标，需要在岗 {n} 人时（{by}）。',
    },
    soFar: {
      at: '截至', came: '已来电', bend: '修正其余时段',
      heard: '到 {at} 来了 {came} 通，预计 {expected} 通（{off}）。',
      bent: '其余半小时因此按 {by} 修正，需要在岗 {needed} 人时，原来 {planned} 人时。',
      why: '一天过去得越多、来电越多，已来的就越作数。', nothing: '还没有过完一个半小时，或今天的时段已过，其余时段不作修正。',
    },
    assumed: {
      title: '假设与目标',
      service: '处理时长（秒）', serviceHint: '含整理；不填则按实测', patience: '客户耐心（秒）', patienceHint: '平均等多久放弃',
      atOnce: '同时承接', atOnceHint: '一人同时几个会话', shrinkage: '损耗（%）', shrinkageHint: '休息、培训、请假占付薪时间',
      answered: '接通率目标（%）', inTime: '{s} 秒内目标（%）', inTimeHint: '填 0 则不要求', sure: '把握（%）', sureHint: '多少天守得住',
    },
    check: {
      title: '模拟检验', hint: '用正在使用的分配规则，一通一通地过完许多个模拟日。', which: '检验', amount: '模拟', days: '{n} 天', begin: '开始检验', end: '停止',
      running: '已过 {done} / {days} 天', leave: '可以离开本页，回来接着看。', none: '这天还没有检验过。', failed: '检验没有跑完，请重试；一直如此时请告诉系统管理员。',
      found: '{of} 天中有 {n} 天接通率达到 {target}（{share}）', both: '同时守住 {s} 秒内 {target}：{n} 天（{share}），要求 {sure}。',
      holds: '守得住', fails: '守不住', spread: '中间一天接通率 {middle}，较差的十分之一低于 {worst}', by: '{by} {at} 开始，{which} {hours} 人时', cancelled: '提前停止',
    },
    plans: {
      title: '留存的方案', note: '说明', keep: '留存', kept: '已留存', error: '方案没有载入', none: '还没有留存方案。留存后数字不再变，发布后班组长可以看到。',
      nonePublished: '这天还没有发布方案。', line: '排班 {hours} 人时，预计接通率 {answered}', holds: '现行', before: '曾发布', by: '{by} {at} 留存', publishedBy: '{by} {at} 发布',
      show: '查看', hide: '回到最新预测', publish: '发布', isPublished: '已发布，班组长可以看到', looking: '正在看 {by} 留存的方案，数字是当时的。',
    },
  },
}
