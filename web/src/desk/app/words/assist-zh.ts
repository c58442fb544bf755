/** What helps to decide. */
export const assistZh = {
  assist: {
    title: '助手', steps: '建议下一步', mood: '情绪走势', articles: '相关知识', similar: '相似个案',
    none: '暂时没有要建议的：没有听出风险、投诉或要办的业务，也没有进行到一半的事。',
    notYours: '会话在别人手里，这里只供参考。', stale: '没有更新成功，显示的是之前的建议。',
    failed: '助手没有载入', failedHint: '对话不受影响，可以继续回复。',
    closed: '没有进行中的联络', closedHint: '客户再来时，建议会出现在这里。',
    rank: { danger: '人身风险', complaint: '投诉', care: '关怀', promise: '承诺' },
    do: {
      begin: '发起', request: '去办理', identity: '去核实', standing: '去设置', say: '放入输入框', article: '看知识',
      history: '看往来', hand_on: '转交', consult: '请教', return: '交还', close: '结束会话',
    },
    calm: '平静', lately: '最近 {n} 条消息', moodWords: '按先后：{words}', noMood: '客户还没有说过话，或者您的岗位看不到情绪。',
    risk: { title: '投诉风险', watch: '留意', high: '高', register: '登记投诉' },
    noArticle: '没有找到对应的知识，可以按 Alt K 搜索。', insert: '放入输入框',
    noMatter: '还不清楚客户要办什么，听清后会列出相似的个案。', few: '相似的个案不到 3 位客户，不展示。',
    cases: '半年内 {n} 件最相近的个案。', minutes: '通常 {n} 分钟办完。', outcomes: '结果', otherwise: '其他结果',
    masked: '只有数字，不含任何其他客户的信息。', hers: '这位客户以前为同一件事来过（查看会留下记录）', similarFailed: '相似个案没有载入',
    requestIs: { completed: '已办妥', held: '已登记', pending: '办理中', stuck: '转人工处理', refused: '未通过', handed_over: '转给专人' },
    closedAs: { solved: '已解决', unsolved: '未解决', no_reply: '客户未回应', duplicate: '重复会话', wrong_person: '非本人', other: '其他', idle: '无人回应，自动结束', closed: '已结束' },
  },
}
