export const standingZh = {
  standing: {
    title: '客户状态', add: '设置', none: '没有标记、限制、授权或偏好。', error: '客户状态没有载入。',
    kinds: { flag: '标记', hold: '限制', consent: '授权', preference: '偏好' },
    from: '{at} 起', until: '至 {at}', setBy: '{name}设置', endedBy: '{name}结束', with: '{name} 同意', history: '历史（{n}）',
    end: '结束', withdraw: '记为撤回', ending: { end: '结束：{name}', withdraw: '客户撤回授权：{name}' },
    waiting: '等待第二人同意', wants: { set: '申请设置：{name}', end: '申请结束：{name}' }, yours: '您提出的，由同事决定。', agree: '同意', refuse: '不同意',
    setting: '设置客户状态', what: '设置什么', choose: '请选择', scope: '渠道', value: '内容', untilDay: '到哪天为止', noEnd: '不填则一直有效，直到有人结束',
    atMost: '最长 {n} 天', reason: '原因', onlyBack: '这里只能记录客户撤回授权；同意由客户自己给出。', second: '需要一位同事同意后才生效。',
    submit: '设置', propose: '提交，等同事同意', done: '已生效并留下记录', proposed: '已提交，等一位同事同意', agreed: '已同意并生效', tooLate: '情况在这之前已经结束或有变，没有再执行', turnedDown: '没有同意，状态不变',
    sources: { staff: '员工', robot: '机器人', lender: '业务系统', customer: '客户本人' },
    scopes: { sms: '短信', call: '电话', email: '邮件', push: '应用推送', number: '一个号码' },
    values: { granted: '已同意', withdrawn: '已撤回', yes: '是', zh: '中文', en: '英文', app: '应用', sms: '短信', email: '邮件', call: '电话' },
    reasons: { told_by_lender: '业务系统告知', seen_at_lender: '在业务系统看到' },
  },
}
