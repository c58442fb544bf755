export const paletteZh = {
  palette: {
    title: '指令', label: '要做什么', place: '动作、客户、状态或页面，可输首字母', results: '可以做的',
    none: '没有叫“{words}”的。换个说法，或清空看全部。',
    group: { act: '动作', talk: '对话', state: '我的状态', page: '页面', own: '设置' },
    state: '我的状态', page: '页面',
    sound: { on: '打开提示音', off: '关闭提示音' },
  },
}
