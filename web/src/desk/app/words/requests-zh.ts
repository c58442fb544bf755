/** The words of requests: the list, one of them, and the funnel. */
export const requestsZh = {
  requests: {
    hint: '客户在对话里办理的业务：办到哪一步，停在哪里。',
    tab: { list: '受理记录', funnel: '漏斗' },
    number: '受理编号', flow: '业务', customer: '客户', state: '状态', at: '开始时间', standsAt: '停在哪一项', endedAt: '结束时间', trouble: '异常',
    all: '全部', error: '受理记录没有载入', oneError: '这条受理记录没有载入', back: '← 返回列表',
    none: { title: '还没有受理记录', narrowed: '没有符合条件的受理记录', hint: '客户办理业务后会出现在这里。' },
    is: {
      open: '填写中', pending: '办理中', completed: '已完成', refused: '未办成', stuck: '待处理', held: '待人工核实', handed_over: '已转人工', shown: '已答复',
      cancelled: '已取消', expired: '超时结束',
    },
    card: '客户确认的内容', consent: '客户同意的文字',
    timeline: '过程', noTimeline: '还没有记录。',
    retry: '重新核实', retryHint: '按原编号继续，不会重复办理。', retried: '已重新发起',
    happened: {
      entered: '开始办理', ended: '办理结束', news: '业务系统有了新结果，已告诉客户',
      effect: {
        intended: '等待提交业务系统', pending: '已提交，等待业务系统回答', submitted: '业务系统已办理，等待核实', verified: '业务系统核实',
        refused: '业务系统没有办理', stuck: '业务系统没有结果，停下等待处理',
      },
    },
    actor: { bot: '机器人', customer: '客户', house: '系统', staff: '员工' },
    troubles: { NotAsExpected: '业务系统里的结果与客户确认的不一致', PartlyDone: '只办成了一部分' },
    funnel: {
      since: '时间范围', days: '近 {n} 天', error: '漏斗没有载入', none: '这段时间没有办理记录',
      success: '受理成功率', formula: '＝ 业务系统核实 {verified} ÷ 符合条件 {eligible}',
      caption: '每一步的数量、占开始办理的比例，以及比上一步少了多少', stage: '步骤', count: '数量', share: '占比', lost: '比上一步少',
      stages: { entered: '开始办理', identified: '核实身份', slots: '资料收齐', eligible: '符合条件', confirmed: '客户确认', submitted: '已提交', verified: '已核实' },
      means: {
        entered: '进入这项业务的次数', identified: '身份达到业务要求的等级', slots: '需要的信息都已填好', eligible: '规则判断可以办理',
        confirmed: '客户同意了确认卡片', submitted: '已提交业务系统', verified: '业务系统里已经能查到结果',
      },
      drops: '在哪一项停下', noDrops: '没有中途停下的。', aside: '另有：未办成 {refused}，转人工 {handed}。',
    },
  },
}
