/** What the house does for customers by itself. */
export const outreachZh = {
  outreach: {
    hint: '主动触达发出多少、拦下多少、为什么；暂停立即生效，恢复需两个人。这里不出现任何客户。', error: '没有载入',
    period: '时间范围', days: { 1: '今天', 7: '近 7 天' }, totals: '合计',
    tiles: { sent: '发出', held: '等待中', dropped: '没有发', back: '未送达退回', optOuts: '撤回授权的客户', reported: '合作方上报' },
    because: '为什么没有发', mostOften: '最常见的原因', becauseHint: '一条可能同时有几个原因，各计一次。', noDrops: '没有被拦下的。',
    byChannel: '按渠道', nothing: '这段时间没有触达。', triggers: '触发', noTriggers: '规则包里没有触发',
    head: { name: '触发', state: '状态', channel: '渠道', sent: '发出', held: '等待', dropped: '没有发' },
    steps: '{n} 步', heldOut: '{n}% 客户留作对照', is: { running: '运行中', paused: '已暂停', asked: '已暂停，等待恢复' },
    pausedBy: '{name} 暂停于 {at}', askedBy: '{name} 于 {at} 申请恢复', reasonIs: '（{reason}）', second: '等另一位同事同意。',
    act: { pause: '暂停', ask: '申请恢复', agree: '同意恢复', keep: '继续暂停' }, actOn: '{act}：{name}',
    done: { pause: '已暂停「{name}」，即刻起不再发出', ask: '已申请恢复「{name}」，等另一位同事同意', agree: '「{name}」已恢复', keep: '「{name}」继续暂停' },
    pausing: '暂停「{name}」', pausingHint: '立即生效。暂停期间到点的触达不发，也不会在恢复后补发；留有记录。', why: '原因', choose: '请选择',
    reasons: { complaints: '引起投诉', wrong_text: '内容有误', wrong_audience: '对象有误', incident: '突发事件', other: '其他' },
  },
}
