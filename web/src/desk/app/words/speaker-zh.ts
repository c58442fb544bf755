export const speakerZh = {
  speaker: {
    title: '谁在说话', mark: '不是本人', isOther: '非本人',
    warning: '对方不是客户本人：不要透露任何客户信息。查询和办理会被拦下；投诉、举报、受灾登记照常受理。',
    back: '恢复为本人',
    other: {
      title: '对方不是本人',
      hint: '此前的身份核实作废，业务按第三人处理，客户一侧会看到说明。只对这次服务有效，可以恢复。',
      words: '从哪里看出来的（仅员工可见）', submit: '标为非本人',
    },
    herself: {
      title: '恢复为本人', hint: '客户一侧会看到说明。作废的身份核实不会恢复，需要时请她重新核实。',
      words: '怎样确认是本人（仅员工可见）', submit: '恢复为本人',
    },
    said: { third_party: '已标为非本人', self: '已恢复为本人' },
  },
}
