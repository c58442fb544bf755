/** All that is known of a customer. */
export const wholeZh = {
  whole: {
    tab: '全貌', title: '{name}的全貌', open: '打开整页', back: '← 回到对话', onRecord: '看到的内容按岗位权限显示，查看会留下记录。',
    stages: '阶段', tags: '标签', touches: '触达', events: '近期事件', failed: '没有载入',
    ownLine: '客户', loanLine: '借款 {loan}', before: '之前还有 {n} 步', byDays: '到期自动变化', odd: '异常变化',
    groupOnly: '目前处于：{name}', noStage: '业务系统还没有说过这位客户。', noEvents: '没有事件。', more: '更早的 {n} 件',
    facts: {
      amount_fen: '金额 {value}', due_on: '到期日 {value}', until_on: '至 {value}', limit_fen: '额度 {value}',
      balance_fen: '余额 {value}', used_percent: '已用 {value}%',
    },
    noTags: '没有标签。', whyTag: '为什么有这个标签', asOf: '（{day}的情况）', nextOn: '如无新情况，{day}可能变化',
    groups: { need: '需求', risk: '风险', value: '价值', lifecycle: '生命周期' }, or: '或',
    because: {
      events: '最近 {within} 天内{about} {found} 次', loans: '有借款处于：{about}', noLoans: '没有借款处于：{about}',
      stage: '客户阶段是：{about}', notStage: '客户阶段不是：{about}', tag: '有标签：{about}', noTag: '没有标签：{about}',
      unknown: '{about}：没有记录', mark: '最近一次变化是：{about}', notMark: '最近一次变化不是：{about}', trait: '{about}：{found}',
    },
    bounds: {
      count: { just: '要求正好 {n}', from: '要求 {low} 到 {high}', least: '要求至少 {n}', most: '要求不超过 {n}' },
      ago: { just: '{n} 天前', from: '{low} 到 {high} 天前', least: '已满 {n} 天', most: '{n} 天以内' },
      ahead: { just: '{n} 天后', from: '{low} 到 {high} 天后', least: '至少 {n} 天后', most: '{n} 天内' },
    },
    brackets: '（{text}）', colon: '：',
    noTouches: '没有主动触达过这位客户。', why: '为什么收到', whyNot: '为什么没收到', whyNotYet: '为什么还没发', olderTouches: '更早的触达',
    again: '{at} 再判断', allowed: '各项规则都允许', untilThen: '到{at}为止', nobodyKnows: '情况不明，按不允许处理',
    verdicts: {
      held: '等待中', permitted: '已允许，待发出', sent: '已发出', urgent: '已发出（紧急）', dropped: '没有发', not_used: '未送达，名额已退回',
      reported: '合作方上报',
    },
    rulings: { send: '允许发出', hold: '暂不发', drop: '不发' },
    kinds: { E: '紧急', T: '交易通知', S: '服务', M: '营销' },
    gates: {
      law: '法规不允许', stop: '特殊情况，停止触达', opt_out: '客户不愿意接收', hold: '有停止措施', silence: '这时不宜推荐',
      quiet: '免打扰时段', cap: '次数已到上限', priority: '先发更要紧的', merge: '同一事项已通知', time: '已没有意义', withheld: '因岗位无权查看的原因',
      switch: '触发已暂停',
    },
  },
}
