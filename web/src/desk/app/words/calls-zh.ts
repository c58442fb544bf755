export const callsZh = {
  calls: {
    title: '约定回电', topic: '约定回电 · {window}', window: '约定时间', about: '想说的事', number: '号码', onFile: '登记号码',
    none: '没有留号码，登记资料里也没有', tries: '已打 {n} 次没接通，最多 {most} 次', attempts: '拨打记录',
    outcomes: '这次通话的结果',
    outcome: { reached: '接通了', no_answer: '没人接', busy: '占线', wrong_number: '号码不对', another_time: '改约时间', done: '办完了' },
    doneHint: '接通以后才能登记“办完了”', choose: '改到什么时候', rebook: '改约到这个时间', return: '退回排队', recorded: '已登记：{outcome}',
    risk: '约定时间快到了，还没有打通，请班组长安排',
    error: '回电信息没有加载出来',
  },
}
