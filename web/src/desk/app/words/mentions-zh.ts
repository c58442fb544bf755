export const mentionsZh = {
  mentions: {
    unread: '{n} 条未读', readAll: '全部标为已读', new: '未读', more: '更早的', hidden: '备注内容现在看不到',
    error: '提到你的备注没有载入',
    none: { title: '没有人提到你', hint: '同事在内部备注里提到你时，会出现在这里。' },
    pick: '提到同事', noneFits: '没有这样的同事', pickError: '同事名单没有载入，请关闭后再试',
  },
  own: {
    title: '我的常用语', mine: '我的', hint: '只有你自己能用，输入框里打 / 和代码即可。不要写入客户的资料。',
    open: '常用语', manage: '管理我的常用语', count: '{n} / {most}', add: '新建', fromDraft: '已带入输入框里的文字',
    key: '代码', keyHint: '1 到 16 个小写字母或数字，字母开头', text: '内容', gaps: '可用的空位：{gaps}', save: '保存', saved: '已保存 /{key}',
    edit: '修改', editNamed: '修改 /{key}', remove: '删除', removeNamed: '删除 /{key}', removed: '已删除 /{key}', undo: '撤销',
    blocked: '可以保存，但照原样发送会被拦下。', error: '我的常用语没有载入',
    none: { title: '还没有自己的常用语', hint: '把常说的话存下来，以后打 / 就能用。' },
  },
}
