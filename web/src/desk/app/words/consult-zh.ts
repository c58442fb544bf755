export const consultZh = {
  consult: {
    ask: '请教', title: '请教同事', hint: '会话仍由你负责，客户不会知道。同事接受后能看到这段对话，结束后就看不到了。',
    whom: '请教谁', anybody: '有空的同事', skill: '需要的技能', team: '班组', any: '不限', chooseOne: '选一项技能或一个班组，或在上面选一位同事。',
    question: '你的问题', submit: '请教', error: '同事名单没有载入，请重试。', nobody: '现在没有别的同事在线。',
    asked: '正在请教 {name}，还剩 {s} 秒', open: '{name} 正在和你一起看', openHers: '{name} 请教你：你看得到对话，客户不知道你在',
    invited: '已请 {name} 加入对话，等她回应', invitedHers: '{name} 请你加入对话；加入后客户会看到你的名字和回复', uninvite: '收回邀请', joinHers: '加入对话', stayOut: '先不加入',
    joined: '{name} 已加入对话，客户看得到她的话', joinedHers: '你已加入对话，发出的回复客户看得到；会话由 {name} 负责',
    withdraw: '撤回', end: '结束请教', join: '请她加入对话', leave: '让她离开对话', leaveHers: '离开对话', handOver: '交给她接手', again: '换一位', dismiss: '知道了',
    outcome: { no_reply: '{name} 没有应答，可以换一位', declined: '{name} 现在不方便，可以换一位' },
    badge: '请教', cardTitle: '同事请教', accept: '一起看看', decline: '现在不便',
    event: {
      asked: '{asker} 请教 {asked}', accepted: '{asked} 开始一起看', invited: '{asker} 请 {asked} 加入对话', not_in: '{asked} 没有加入对话', joined: '{asked} 加入对话', stepped_out: '{asked} 离开对话',
      no_reply: '{asked} 没有应答', declined: '{asked} 没有接受请教', withdrawn: '{asker} 撤回了请教', done: '对 {asked} 的请教结束', left: '对 {asked} 的请教随会话结束', taken: '{asked} 接手会话', other: '请教有变化',
    },
    brief: '请教过的同事', briefOpen: '未应答',
  },
}
