export const skillsZh = {
  skills: {
    hint: '改动立即生效：正在等待的会话会按新的技能重新分配，手上的会话不受影响。', everybody: '显示全部坐席，不只我带的班组',
    error: '技能没有载入', nobody: '还没有坐席', nobodyHint: '在「员工」里新增坐席并给予岗位后，会出现在这里。',
    sheet: '坐席技能', scope: '范围', scopeOf: '{name}的技能范围', every: '全部技能', listed: '逐项设定', everyHint: '每项技能的会话都可分给这位坐席',
    level: { none: '不接', beginner: '入门', fair: '一般', skilled: '熟练', advanced: '精通', expert: '专家' }, levelOf: '{name}的{skill}',
    capacity: '同时承接', capacityOf: '{name}同时承接的数量，不填按设置为 {n}', usual: '按设置 {n}',
    cover: { here: '在岗 {n} 人', due: '无人在岗', bad: '无人具备' },
    served: { ok: '在岗 {n} 人', due: '放宽后才有人接', bad: '在岗无人能接' },
    told: {
      every: '{name}从现在起接每项技能的会话。', listed: '{name}的技能改为逐项设定，现在每项都是专家，可逐项调低。',
      gains: '{name}从现在起接需要「{skill}」的会话（{level}）。', loses: '{name}从现在起不接需要「{skill}」的会话，手上的不受影响。',
      level: '{name}的「{skill}」改为{level}。', more: '{queues}队列可直接分到。', less: '{queues}队列放宽后才会分到。',
      holds: '{name}从现在起最多同时承接 {n} 个。', usual: '{name}从现在起按设置同时承接 {n} 个。',
    },
    named: '「{name}」', undo: '撤销', undone: '已撤销。',
    asked: '队列要求', queue: '队列', asks: '首先要求', relaxed: '无人接起时放宽', anybody: '任何坐席', atLeast: '{skill}（{level}及以上）',
    after: '{s} 秒后：{asked}', inLanguage: '{language}会话',
  },
}
