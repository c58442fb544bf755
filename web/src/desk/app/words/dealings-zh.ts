/** What the customer has had to do with the house. */
export const dealingsZh = {
  dealings: {
    title: '往来', tab: { now: '当前', assist: '助手', history: '往来' }, tabs: '背景资料的分页',
    narrow: '只看一类', all: '全部', older: '更早的往来', start: '没有更早的往来了',
    none: '没有往来', noneHint: '客户的联络、业务、投诉和回电会出现在这里。', failed: '往来没有载入',
    kinds: { contact: '联络', request: '业务', complaint: '投诉', call: '回电', standing: '状态', merge: '合并', news: '业务系统' },
    is: {
      contact: { open: '进行中', closed: '已结束', idle: '无人回应，自动结束' },
      complaint: { open: '处理中', late: '已超期', decided: '已有决定', verifying: '核查中', withdrawn: '已撤回' },
      call: { booked: '待拨打', done: '已打通', cancelled: '已取消', unreached: '没有打通', broken: '没有按时拨打' },
      standing: { set: '设置', end: '结束', granted: '已同意', withdrawn: '已撤回' },
      merge: { merged: '已与另一条记录合并', parted: '合并已撤销' },
      news: { request_news: '有了新结果，已告诉客户', overdue: '逾期', deduction_failed: '扣款失败', disbursed: '已放款', settled: '已结清' },
    },
    who: { bot: '机器人', robot: '机器人', lender: '业务系统', customer: '客户本人', staff: '员工' },
    due: { complaint: '{at} 前答复', call: '约在 {at}', standing: '至 {at}', contact: '{at}', request: '{at}', merge: '{at}', news: '{at}' },
    loan: '借款', score: '评价 {n} 分', here: '本次联络',
    earlier: '联络 {number}', back: '← 返回往来', onRecord: '查看会留下记录。', earlierFailed: '这次联络没有载入', earlierNone: '这次联络没有可以看的内容',
  },
}
