/** What could be said next. */
export const suggestedZh = {
  suggested: {
    title: '建议的回复', fold: '建议的回复，收起', unfold: '建议的回复（{n}）', article: '知识：{title}', past: '同事答复过 {n} 位客户',
  },
}
