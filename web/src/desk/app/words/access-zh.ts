/** The words of rights, reveals, staff and the trail. */
export const accessZh = {
  pages: { work: '工作', requests: '受理', reviews: '复核', audit: '审计', staff: '人员', matrix: '权限表', account: '我的' },
  noRight: {
    page: '这个页面', title: '您的岗位没有「{name}」', hint: '如果您的工作需要它，请由主管在「人员」里提出岗位申请，由第二人批准。',
    matrix: '查看权限表',
  },
  once: { copy: '复制', copied: '已复制' },
  reveal: {
    ask: '查看明文：{field}', why: '为什么看不到{field}', hide: '立即遮住；今天还可查看 {n} 次', hideNamed: '立即遮住，还剩 {s} 秒',
    masked: '当前显示', reason: '查看原因', password: '密码或动态验证码', passwordHint: '这一项较敏感，请再验证一次身份；几分钟内不再询问。',
    recorded: '每次查看都会记录并可能被复核；您的岗位每天最多 {n} 次。', submit: '查看', howToAsk: '可以这样做：',
    understood: '知道了', error: '没有载入查看原因',
    glass: {
      begin: '紧急破例…', what: '有人有生命危险，或诈骗正在发生时，可请第二人同意后短时查看。事后由第三人复核。',
      words: '发生了什么（不要写证件号、手机号）', submit: '请第二人同意', waiting: '班组长和合规在「复核」中能看到申请，等待第二人同意……', refused: '第二人没有同意。',
    },
  },
  match: {
    begin: '核对', title: '核对：{field}', said: '客户说的内容', hint: '系统只回答是否一致，不显示号码。', submit: '核对',
    fits: '一致', differs: '不一致，还可以再试 {n} 次',
  },
  subject: {
    title: '事项', none: '未登记', change: '更改', search: '搜索事项', hint: '登记客户正在谈的事；能看哪些信息由它决定，更改会留记录。',
    nothing: '没有这样的事项，换个说法试试。',
  },
  account: {
    error: '账号信息没有载入', looks: '语言与外观', language: '语言', theme: '外观',
    posts: {
      title: '岗位与班组', current: '当前岗位', become: '切换到', team: '班组：{name}', leader: '（班组长 {name}）', noTeam: '还没有加入班组。',
      hint: '岗位由一人申请、第二人批准；切换岗位会重新登录。',
    },
    password: {
      title: '修改密码', current: '当前密码', fresh: '新密码', again: '再输入一次新密码', hint: '至少 12 位，不含用户名，不与近五次相同。',
      differs: '两次输入的新密码不一致', submit: '修改密码', done: '密码已修改，其他设备已退出登录',
    },
    codes: {
      title: '动态验证码', state: { on: '已启用', off: '未启用', needed: '岗位要求启用' },
      about: { on: '登录时除密码外还要输入验证器上的 6 位数字。还剩 {n} 个恢复码。', off: '启用后，登录时除密码外还要输入验证器上的 6 位数字。' },
      few: '恢复码不多了，建议重新生成。', enrol: '启用', renew: '重新生成恢复码', remove: '停用', code: '验证码',
      scan: '用身份验证器扫描二维码，再输入它显示的 6 位数字。密钥只显示这一次。',
      removing: '停用后只凭密码登录；岗位要求启用的，下次登录会重新设置。', renewing: '原有恢复码将全部失效。',
    },
    sessions: {
      title: '登录中的设备', error: '设备列表没有载入', device: '设备', address: '地址', since: '登录时间', seen: '最近使用', unknown: '未知设备',
      current: '本设备', end: '退出', endOthers: '退出其他全部设备', ended: '已退出',
    },
  },
  matrix: {
    hint: '哪个岗位、为了什么用途、能看到哪一项、看到多少，依据哪条规则。', print: '打印', error: '权限表没有载入', search: '搜索岗位或信息项',
    purpose: '用途', everyPurpose: '全部用途', questions: '要问的岗位或信息项', fields: '信息项', posts: '岗位', post: '岗位', field: '信息项',
    nothing: '没有这样的岗位或信息项。', whole: '看整张表', table: '权限表', unknown: '权限表里没有它',
    question: { field: '谁能看到「{name}」，为什么', post: '「{name}」能看到什么' },
    nobody: { field: '没有岗位能看到它', post: '这个岗位什么都看不到', hint: '也可以换一个用途再看。' },
    without: { field: '看不到的岗位（点选看原因）', post: '看不到的信息项（点选看原因）' },
    right: '程度', purposes: '用途', scope: '范围', rule: '规则', stepUp: '需再次验证身份',
    legend: '* 需再次验证身份后才能看到。– 不可见。点岗位或信息项查看规则。', signed: '签署：{by}',
  },
  audit: {
    hint: '谁在什么时候、为什么看了谁的什么。', form: '查询审计记录', from: '从', to: '到', customer: '客户编号', staff: '员工用户名', field: '信息项',
    act: '行为', reason: '原因', any: '不限', notACustomer: '客户编号是一串 32 位字母数字，可从复核列表或一条记录里点选', backwards: '结束日期早于开始日期',
    search: '查询', clear: '清空', recorded: '查询本身也会留下记录。', begin: '填写至少一项后查询，例如：一位客户、信息项「手机号」、五月。', error: '没有查询成功',
    nothing: { title: '没有这样的记录', hint: '放宽时间或去掉一个条件再试。' }, found: '查询结果', at: '时间', who: '人员', seen: '看到的', why: '原因与用途',
    more: '更早的记录', someShown: '已显示 {n} 条，还有更早的', allShown: '共 {n} 条', formerStaff: '已离职员工', actor: { bot: '智能客服', house: '系统' },
    unsealed: '尚未封存', number: '第 {n} 号', narrow: '只看客户 {id}', purpose: '用途：{name}', detail: '详情',
    action: {
      viewed: '查看', revealed: '查看明文', matched: '核对', denied: '被拒绝', searched: '查询', exported: '导出', held: '接入联络', subject_set: '登记事项', identity_checked: '核实身份',
      broke_glass: '紧急破例', approved: '批准或复核', signed_in: '登录', sign_in_refused: '登录被拒', signed_out: '退出', session_ended: '会话被结束',
      locked_out: '账号锁定', lock_lifted: '解除锁定', sign_in_changed: '登录方式变更', stepped_up: '再次验证', rights_proposed: '申请权限',
      rights_refused: '拒绝权限', rights_changed: '权限变更', policy_changed: '规则变更', planned: '排班', webhooks_changed: '外部通知变更', standing_changed: '标记或保护变更', robot_read: '机器人读取', key_rotated: '密钥轮换',
      erased: '删除', corrected: '更正', consent_withdrawn: '撤回同意', retention_run: '到期清理', backed_up: '备份', restored: '恢复',
    },
    state: {
      title: '记录链', proven: '上次校验通过', found: '校验发现问题', never: '尚未校验', broken: '记录链不完整', error: '状态没有载入', records: '已封存记录',
      head: '已签名 / 已封存批次', tail: '未封存', since: '自 {at}', verified: '上次校验', findings: '发现 {n} 处',
      todo: {
        never: '请运行 qiao audit verify 校验整条链。', found: '请运行 qiao audit verify 查看每一处，并通知个保负责人。', broken: '请立即停止改动数据库，运行 qiao audit verify，并通知个保负责人。',
      },
    },
  },
  reviews: {
    hint: '事后看一遍：明文查看、紧急破例和异常行为。', tab: { opened: '明文查看', glass: '紧急破例', anomalies: '异常' }, show: '显示', which: { open: '待复核', done: '已复核' },
    none: { open: '没有待复核的查看', done: '还没有复核过', hint: '有人查看明文后会出现在这里。' }, error: '列表没有载入', verdict: '结论', justified: '合理', notJustified: '不合理',
    done: '已记录', inMessage: '消息中', brokeGlass: '破例', notOneself: '不能复核自己',
    glass: {
      none: { title: '没有紧急破例', hint: '有人申请时会出现在这里，半小时内须有第二人答复。' }, asked: '申请时间', state: '状态',
      is: { asked: '等待同意', open: '正在打开', refused: '未同意', over: '已结束', late: '无人答复' }, until: '到 {at}', agree: '同意', refuse: '不同意',
      undecided: '等待第二人', third: '由第三人复核',
    },
    anomaly: {
      looked: '时间范围', period: { 24: '最近 24 小时', 168: '最近 7 天', 744: '最近 31 天' }, sign: '迹象', count: '次数', when: '时间',
      none: { title: '没有发现异常', hint: '可以选更长的时间再看。' },
      signs: {
        many_customers: { name: '一小时内看了很多客户', means: '请对照当时的工作量。' }, without_contact: { name: '没有联络却要查看', means: '客户不在其手上，已被拒绝。' },
        off_shift: { name: '班次之外查看', means: '请核对是否临时加班。' }, marked_customer: { name: '查看重点客户', means: '重点客户或同事，每次查看都值得一看。' },
        in_sequence: { name: '按编号顺序试探', means: '被拒绝的查看按编号依次出现。' },
      },
    },
  },
  staff: {
    hint: '账号、岗位、班组与排班；重要的变更都由两个人完成。', tab: { people: '员工', waiting: '待复核', rota: '排班与班组' }, search: '搜索姓名、用户名或岗位', add: '新增员工', error: '没有载入',
    nobody: '没有这样的员工', nobodyHint: '换个名字或岗位再试。', name: '姓名', username: '用户名', posts: '岗位', post: '岗位', codes: '动态验证码', condition: '状态', withCodes: '已启用',
    withoutCodes: '未启用', is: { active: '在用', locked: '已锁定', disabled: '已停用', waiting: '等待岗位' }, done: '已完成', asked: '已提交，等待第二人批准', choose: '请选择',
    reason: '理由', second: '提交后由第二人批准，才会生效。', lockedUntil: '（到 {at}）', notOneself: '自己的账号由别人管理。', fromAt: '{at} 起', untilAt: '到 {at}', team: '班组', noTeam: '不在班组',
    access: '登录', unlock: '解锁', lock: '锁定', endSessions: '退出其全部设备', disable: '停用', disableSure: '停用 {name}？其岗位和登录都会立即结束，只有经两人重新给予岗位才能恢复。',
    give: '申请岗位', end: '申请结束岗位', from: '开始', until: '结束', atOnce: '不填：批准时', forGood: '不填：长期', askSubmit: '提交申请', postRequests: '岗位申请',
    noRequests: '没有待批准的申请', noRequestsHint: '新的岗位申请会出现在这里，七天内有效。', change: '变更', changes: { give: '给予「{post}」', end: '结束「{post}」' }, askedBy: '申请人',
    expires: '{at} 前有效', approve: '批准', refuse: '不批准', takeBack: '撤回', yours: '您提交的，由别人批准', aboutYou: '与您本人有关，由别人处理', decided: { approve: '已批准', refuse: '已处理' },
    resetRequests: '重置登录', noResets: '没有待批准的重置。',
    new: {
      username: '2 到 40 位字母、数字、点或横线', email: '邮箱（可不填）', submit: '新增并申请岗位', password: '{name} 的一次性密码', passwordHint: '只显示这一次，请当面或通过可靠渠道告知；首次登录时须改掉。',
      waits: '岗位批准后才能登录。', done: '完成',
    },
    reset: {
      begin: '重置密码…', submit: '申请重置', codes: '同时停用动态验证码（手机丢失）', half: '{name} 的一次性密码前半段', otherHalf: '{name} 的一次性密码后半段',
      halfHint: '只显示这一次。前半段由申请人、后半段由批准人分别告知本人。', both: '密码和动态验证码', password: '密码',
    },
    shifts: {
      plan: '排班', title: '{name} 的排班', none: '还没有排班；同岗位都没有排班时，视为全天在班。', day: '日', from: '上班', to: '下班', remove: '删除这一行', add: '加一行', keep: '保存每周排班', kept: '排班已保存',
      hint: '北京时间；下班早于上班表示次日。', exceptions: '与每周不同的日子', on: '日期', off: '休息', dayOff: '这天休息', keepDay: '这天按此时间', asWeek: '恢复每周',
      days: { mon: '周一', tue: '周二', wed: '周三', thu: '周四', fri: '周五', sat: '周六', sun: '周日', working: '工作日', rest: '休息日' },
    },
    notOwnShifts: '自己的班由别人排', teams: '班组', noTeams: '还没有班组。', teamLine: '班组长 {leader} · {n} 人', teamName: '新班组名称', leader: '班组长', noLeader: '暂不指定', makeTeam: '新建班组',
  },
  refused: {
    StepUpRefused: '密码或验证码不正确', StepUpsUsedUp: '错误次数过多，请 {minutes} 分钟后再试', RevealsUsedUp: '今天的 {a_day} 次已用完，明天恢复；急需时请转给有权限的同事或班组长',
    MatchesUsedUp: '不一致的次数过多，请 {minutes} 分钟后再试', RevealRefused: '现在不能查看', FieldNotFound: '这一项已不在', ConversationNotFound: '这个会话已不在您手上', ReasonUnknown: '这个原因已不可用，请重新选择',
    DemoStays: '演示账号的密码和验证码大家共用，不能修改', PasswordWrong: '当前密码不正确', CodesThere: '动态验证码已启用', PostNotYours: '您现在没有这个岗位', SessionNotFound: '这个登录已经结束',
    DutyNeeded: '您当前的岗位不能做这件事', NotOneself: '自己的事由别人来办', SecondPersonNeeded: '申请人不能批准，请第二人处理', PostRequestOver: '已有人处理或已过期', PostRequestNotFound: '申请已不在',
    PostThere: '这段时间已有该岗位', PostNotThere: '没有这个岗位', TimesWrong: '结束时间早于开始时间或早于现在', DutiesApart: '与已有岗位的职责必须分开，不能同时担任', UsernameTaken: '用户名或邮箱已有人使用',
    StaffNotFound: '没有这位员工，或已停用', TeamNameTaken: '已有同名班组', ResetWaits: '已有人申请重置，等待第二人处理', ResetOver: '已有人处理或已过期', ResetNotFound: '申请已不在',
    NotAlone: '申请、同意与复核须由不同的人完成', AlreadyDecided: '已有人处理，或已超过时限', AuditorsOnly: '审计记录只对个保审计与合规岗位开放', NotForThisPost: '您的岗位不做复核', StaffUnknown: '没有这个用户名',
    CannotTakeIt: '这位同事接不了：不接会话，与这位客户有利害关系，或者就是您自己。请换一位', NotYours: '会话已不在您手里，可能已被接走或已结束', SkillUnknown: '这项技能已不可用，请重新选择',
    NotChangedByThisPost: '您的岗位可以看到，但不能更改', NotTheirsToChange: '这一项不由您的岗位更改', HoldsTooLong: '期限太长，最长 {most_days} 天', StandingUnknown: '这一项已不可用，请重新选择',
    EndsBeforeItBegins: '结束的日子已经过去，请选以后的日子', ProposalNotFound: '这条申请已有人处理',
    Invalid: '填写的内容不合要求，请检查后再试',
  },
}
