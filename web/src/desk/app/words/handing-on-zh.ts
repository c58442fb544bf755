export const handingOnZh = {
  handingOn: {
    title: '转给同事', to: '转给谁', anybody: '下一位能接的同事', anybodyHint: '按客户已等的时间排队，不必从头等',
    skill: '需要的技能', anySkill: '不限', skillHint: '一时没有这样的同事时，等久了其他人也会接。',
    hands: '手上 {units} / {capacity}', nobody: '现在没有别的同事在线。可以交给下一位能接的同事。',
    away: '她现在不接新会话，会由下一位能接的同事接手。',
    team: '就绪 {ready} 人 · 等待 {waiting} 件', teamGone: '现在无人在岗',
    teamHint: '先只分给这个组；久等没人接时，其他同事也会接。', teamAway: '这个组现在没有人在接新会话；久等没人接时，由其他同事接手。',
    note: '说给同事的话（客户看不到）', submit: '转出', done: '已转出，客户会看到正在为她转接', error: '同事名单没有载入，仍可以交给下一位能接的同事。',
  },
}
