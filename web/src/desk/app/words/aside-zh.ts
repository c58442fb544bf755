export const asideZh = {
  aside: {
    title: '放到稍后', hint: '会话仍由你负责，不占接待量。客户会收到下面这句话；到时间或有动静时，会话回到列表最前。',
    act: '稍后', take: '取回', mark: '待回复', reason: '原因', until: '答应客户在什么时间前回复（北京时间）', sooner: '提前回来的情况',
    withoutTime: '不承诺时间；最晚 {h} 小时后回到你手上。', event: { customer: '客户又发来消息', request: '客户的申请有结果' },
    told: '告诉客户的话', submit: '发送并放到稍后', done: '已放到稍后，客户已收到', error: '原因没有载入。',
    bar: {
      aside: '稍后处理，{time} 后回来', owed: '{name} 答应客户 {time} 前回复', open: '{name} 答应客户有消息就回复',
      late: '{name} 答应客户 {time} 前回复，已超时',
    },
    back: {
      time: '时间快到了，请回复客户', customer: '客户又发来消息', request: '客户的申请有结果了', hand: '已取回，答应的还没回复', moved: '由前一位同事答应，请接着回复',
    },
    isBack: '{name} 的会话回来了',
    event_line: {
      set: '{by} 放到稍后，答应 {time} 前回复', setOpen: '{by} 放到稍后，有消息再回复', time: '时间快到，会话回来', customer: '客户来消息，会话回来', request: '申请有结果，会话回来',
      hand: '{by} 取回会话', broken: '答应 {time} 前回复，没有做到', kept: '答应的已回复', late: '答应的回复晚了', other: '稍后处理有变化',
    },
    brief: '答应过客户', briefUntil: '{by} · {time} 前',
    floor: '稍后 {n}', onFloor: '稍后处理',
  },
}
