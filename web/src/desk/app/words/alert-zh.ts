export const alertZh = {
  alert: {
    title: '班组提醒', bell: '提醒：{n} 条还没有人看', look: '看现场', taken: '知道了', others: '另有 {n} 条', flash: '【提醒】{kind}',
    takenBy: '{by} 已知道 {number} 的提醒',
    account: {
      title: '班组提醒', sound: '哪些提醒带提示音', muted: '提示音已全部关闭，可在左侧打开。',
      always: '关掉声音后提醒仍会显示；人身风险会一直在页面顶部和标题上，直到有人点「知道了」。',
      desktop: '浏览器不在前面时，用桌面通知告诉我（情绪强烈除外）',
      standing: {
        on: '已打开。通知里只有会话编号和坐席姓名。', off: '没有打开。',
        refused: '浏览器不允许本站发通知，请在浏览器的站点设置里改为允许。', unknown: '这个浏览器没有桌面通知。',
      },
    },
  },
  join: {
    title: '加入对话', act: '加入对话', leave: '离开对话',
    watching: '你在旁观，{name} 和客户都看不到你', mine: '你已加入，客户看得到你的回复；会话仍由 {name} 负责',
    other: '{name} 已加入对话，客户看得到她的话', badge: '{names} 一起服务', apart: '、', left: '已离开对话，客户会看到',
    event: { joined: '{name} 加入对话', left: '{name} 离开对话', moved: '{name} 随会话变动离开对话', gone: '{name} 掉线，离开对话', other: '加入对话有变化' },
  },
}
