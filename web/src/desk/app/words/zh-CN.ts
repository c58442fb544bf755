import { accessZh } from './access-zh.ts'
import { alertZh } from './alert-zh.ts'
import { asideZh } from './aside-zh.ts'
import { assistZh } from './assist-zh.ts'
import { callsZh } from './calls-zh.ts'
import { complaintsZh } from './complaints-zh.ts'
import { dealingsZh } from './dealings-zh.ts'
import { floorZh } from './floor-zh.ts'
import { consultZh } from './consult-zh.ts'
import { handingOnZh } from './handing-on-zh.ts'
import { inHandZh } from './in-hand-zh.ts'
import { keysZh } from './keys-zh.ts'
import { mentionsZh } from './mentions-zh.ts'
import { ordersZh } from './orders-zh.ts'
import { outreachZh } from './outreach-zh.ts'
import { paletteZh } from './palette-zh.ts'
import { planningZh } from './planning-zh.ts'
import { reportsZh } from './reports-zh.ts'
import { requestsZh } from './requests-zh.ts'
import { incidentsZh } from './incidents-zh.ts'
import { skillsZh } from './skills-zh.ts'
import { mergeZh } from './merge-zh.ts'
import { speakerZh } from './speaker-zh.ts'
import { standingZh } from './standing-zh.ts'
import { suggestedZh } from './suggested-zh.ts'
import { wholeZh } from './whole-zh.ts'

export const zhCN = {
  ...accessZh,
  ...alertZh,
  ...asideZh,
  ...assistZh,
  ...callsZh,
  ...complaintsZh,
  ...dealingsZh,
  ...floorZh,
  ...consultZh,
  ...incidentsZh,
  ...skillsZh,
  ...handingOnZh,
  ...inHandZh,
  ...keysZh,
  ...mentionsZh,
  ...ordersZh,
  ...outreachZh,
  ...paletteZh,
  ...planningZh,
  ...reportsZh,
  ...requestsZh,
  ...mergeZh,
  ...speakerZh,
  ...standingZh,
  ...suggestedZh,
  ...wholeZh,
  countdown: {
    days: '{n} 天', hours: '{n} 小时', minutes: '{n} 分钟',
    left: '剩 {time}', over: '超 {time}', paused: '已暂停', stopped: '不再计时', named: '{name} {says}',
  },
  app: {
    title: '桥 · 工作台',
    room: '客服工作台',
    unreachable: { title: '连不上服务', hint: '请检查网络。一直如此时，请告诉系统管理员。' },
    retry: '重试',
    cancel: '取消',
    close: '关闭',
    acts: '操作',
    loading: '正在载入',
  },
  signin: {
    title: '登录工作台',
    username: '用户名',
    password: '密码',
    submit: '登录',
    missing: { username: '请输入用户名', password: '请输入密码' },
    expired: '登录已过期。重新登录后回到原来的页面，未发出的文字仍在。',
    offline: '连不上服务，请检查网络后再试',
    failed: '登录没有成功，请稍后再试',
    sso: '使用 {name} 登录',
    step: {
      next: '继续', restart: '重新登录',
      code: { label: '动态验证码', hint: '打开身份验证器查看 6 位数字；手机不在身边时，填写一个恢复码。' },
      password: { label: '新密码', hint: '密码已被重置，请设置新密码：至少 12 位，不含用户名，不与近五次相同。' },
      enrol: {
        why: '您的岗位登录时需要动态验证码。请用身份验证器扫描二维码。',
        picture: '身份验证器二维码', byHand: '无法扫描时，手工输入密钥：',
        label: '验证器显示的 6 位数字', hint: '密钥只显示这一次。',
      },
    },
    recovery: {
      title: '恢复码', hint: '手机不在身边时，每个恢复码可代替一次验证码。它们只显示这一次，请妥善保存。', done: '已保存，进入工作台',
    },
    demo: { title: '演示环境', hint: '点选账号填入；数据均为虚构。', none: '账号和密码见启动 qiao demo 的窗口。' },
  },
  rail: {
    rooms: '房间', own: '我的状态与设置',
    presence: '我的状态：{state}',
    language: '语言：{name}', theme: '外观：{name}', keys: '键盘快捷键', sound: { on: '提示音已开', off: '提示音已关' },
    signOut: '退出登录', signOutFailed: '没有退出成功，请重试',
  },
  presence: {
    ready: '就绪', wrap_up: '整理', busy: '忙碌', break: '小休', offline: '离线',
    noLimit: '不限时', minutes: '不超过 {n} 分钟',
    hint: { ready: '接收新会话', wrap_up: '写完小结后自动就绪', busy: '不再分配新会话', break: '暂离座位', offline: '下线，不接会话' },
    units: '承接 {units} / {capacity}',
    failed: '状态没有改成，请重试',
  },
  theme: { auto: '跟随系统', light: '浅色', dark: '深色' },
  link: {
    connecting: '正在连接…', waiting: '连接中断，正在重连。已写的文字会保留，恢复后补齐消息。',
    offline: '没有网络。可以继续阅读和写草稿，恢复后自动补齐。',
  },
  lane: {
    life: '人身风险', emergency: '紧急', distress: '情绪强烈', complaint: '投诉', care: '特别关照', elder: '长者',
    promise: '承诺到期', normal: '普通',
  },
  work: {
    title: '工作',
    list: '会话列表', talk: '对话', context: '背景资料',
    tab: { mine: '我的', later: '稍后', waiting: '等待', mentions: '提到我' },
    empty: {
      mine: { title: '手上没有会话', ready: '有新会话分配时会响铃，也可以到「等待」主动接入。', away: '你现在不是「就绪」，不会分到新会话。', go: '设为就绪' },
      later: { title: '没有放到稍后的会话', hint: '要等结果时，在对话里按 L：告诉客户什么时候回复，到时间会提醒你。' },
      waiting: { title: '没有人在等', hint: '客户要求人工时会出现在这里。' },
    },
    closedToday: '今日已结束 {n}',
    error: { title: '列表没有载入', hint: '其他功能不受影响。' },
    fresh: '{n} 个新会话',
    gone: '已离开列表',
    unread: '{n} 条未读',
    noTopic: '未识别主题',
    accept: '接入', acceptNamed: '接入 {name}', decline: '放回', declineNamed: '放回 {name}',
    offShift: '您现在不在班，临时加班请班组长登记', taken: '已被同事接走', notNow: '只能在约定的时间内打这个电话', handsFull: '手上已满，先结束一个再接；打电话要双手都空', acceptFailed: '没有接入成功，请重试', declineFailed: '没有放回成功，请重试',
    ring: { title: '新会话', left: '{s} 秒内接入', announce: '新会话：{name}，{lane}，请在 {s} 秒内接入', flash: '【新会话】{name}' },
    clock: { waited: '已等 {time}', due: '剩余 {time}', overdue: '超时 {time}', held: '服务中 {time}' },
    back: '返回列表', toContext: '背景资料', toTalk: '返回对话',
  },
  talk: {
    none: { title: '选择一个会话', hint: '在左侧选择，或按 J / K 移动、Enter 打开。' },
    error: { title: '对话没有载入', hint: '草稿仍在。可以重试，或先处理其他会话。' },
    missing: { title: '看不到这个会话', hint: '它不在你手上。正在等待的会话，接入后就能看到；同事提到你的，从「提到我」打开。' },
    copy: '复制编号 {number}', copied: '已复制 {what}', copyFailed: '浏览器不允许复制',
    entrance: { web: '网页', app: '应用', wechat: '微信', phone: '电话' },
    state: { mine: '我在服务', reserved: '待接入', waiting: '等待人工', bot: '机器人服务中', colleague: '{name} 服务中', closed: '已结束' },
    colleague: '同事',
    owner: '归属',
    older: '更早的消息', olderFailed: '没有载入，重试', start: '对话从这里开始',
    fresh: '{n} 条新消息', toEnd: '回到最新',
    log: '对话内容',
    speaker: { customer: '客户', bot: '机器人', agent: '客服', house: '系统', note: '内部备注', consult: '请教' },
    staffOnly: '仅员工可见',
    chose: '点选', source: '依据', options: '给出的选项', file: '文件', fileOpen: '查看图片', fileSave: '下载查看', fileHide: '收起', fileNote: '查看会留下记录', fileBroken: '图片不完整，无法显示', unknown: '暂不能显示的内容',
    card: {
      facts: '查询结果', confirm: '确认卡片', step_up: '核实身份', receipt: '回执', document: '可下载',
      method: { sign_in: '登录', code: '短信验证码', id_tail: '证件后四位', face: '人脸核验', new_number: '新号码的验证码' },
    },
    mark: { held: '即将发出', sending: '发送中', sent: '已发送', delivered: '已送达', read: '已读', waiting: '未发出', refused: '未发出' },
    resend: '重发', discard: '删除', edit: '修改', takeBack: '撤回',
    event: {
      owner: { bot: '转由机器人服务', agent: '{name} 接手服务', nobody: '等待人工接手' },
      opened: '联络 {number} 开始', closed: '联络 {number} 结束', closedWhy: '联络 {number} 结束：{reason}', rated: '客户评价 {score} 分',
    },
    typing: { customer: '客户正在输入…', agent: '{name} 正在输入…', bot: '机器人正在输入…', note: '{name} 正在写备注…' },
    onlookers: '也在看这个会话', looks: '{name}（{post}）',
    accept: '接入会话', close: '结束', return: '交还机器人', handOn: '转给同事',
  },
  composer: {
    kinds: '回复或内部备注',
    saying: { reply: '回复', note: '内部备注', consult: '请教' },
    label: { reply: '给客户的回复', note: '内部备注，客户看不到', consult: '和同事的话，客户看不到' },
    hint: { reply: 'Enter 发送 · Shift+Enter 换行 · / 常用语', note: '客户看不到 · Enter 保存 · Shift+Enter 换行 · {\'@\'} 提到同事', consult: '只有员工看得到 · Enter 发送 · Shift+Enter 换行' },
    place: { reply: '输入回复', note: '写给同事的备注', consult: '和同事商量' },
    send: { reply: '发送', note: '保存备注', consult: '发给同事' },
    barred: {
      reserved: '接入后可以回复。', waiting: '接入后可以回复。', bot: '机器人正在服务，不能同时回复。可以写内部备注。',
      colleague: '{name} 正在服务，不能同时回复。可以写内部备注。', closed: '联络已结束，不能再回复。',
      mine: '会话已不在你手里。',
    },
    articles: '知识', take: '采用开场（Tab）',
    notOwner: '没有发出：会话已不在你手里。文字保留在上方，可以复制或删除。',
  },
  snippets: { title: '常用语' },
  checks: {
    title: '发送前检查', severity: { block: '禁止', warn: '注意' }, confirm: '仍要发送',
    blocked: '没有发出：请先改掉标出的内容。', warned: '还没有发出：请看下面的提醒。', fine: '',
  },
  articles: {
    title: '知识', label: '搜索知识', place: '客户的问题，或几个词', results: '找到的文章',
    start: '输入后用 ↑ ↓ 选择，Enter 把全文插入输入框。',
    unsure: '没有很贴合的文章，下面是最接近的。',
    none: { title: '没有找到文章', hint: '换个说法，或少写几个词再试。' },
    error: { title: '没有搜索成功', hint: '已写的回复不受影响。' },
    version: '{date} 复核', insert: '插入',
  },
  closing: {
    title: '结束会话', reason: '原因', note: '小结（仅员工可见，可改）', submit: '结束会话', failed: '没有结束成功，请重试', done: '会话已结束',
    summary: { need: '事由：{need}', made: '办理：{made}', and: '、', consulted: '请教过：{name}', answer: '答复：{answer}' },
    reasons: { solved: '已解决', unsolved: '未解决', no_reply: '客户未回应', duplicate: '重复会话', wrong_person: '非本人', other: '其他' },
  },
  returning: { title: '交还机器人', hint: '机器人会继续服务这位客户，你将不能再回复。', submit: '交还', failed: '没有交还成功，请重试', done: '已交还机器人' },
  brief: {
    title: '交接摘要', none: '没有摘要', noneHint: '客户直接找到了人工，机器人没有参与。',
    files: '客户发来 {n} 个文件，见对话',
    asked: '客户要什么', why: '为什么转来', understood: '机器人的理解', tried: '已经做过', signals: '风险信号',
    turns: '共 {n} 轮', since: '{time} 起等待',
    request: '正在办理', noSlots: '还没有填写内容',
    nothing: '没有识别出意图', notTried: '还没有给出过回答',
    confidence: '把握 {p}%',
    triedKind: { answered: '已回答', clarified: '已澄清', offered: '已给选项' },
    reasons: {
      asked: '客户要求人工', not_understood: '机器人没有听懂', complaint: '客户要投诉', signal: '出现风险信号', unsolved: '客户表示没有解决',
      policy: '按规定由人工处理', elder: '长者优先人工', vulnerable: '需要特别关照', unavailable: '机器人暂不可用', identity: '需要核实身份',
      emergency: '紧急事项', emotion: '情绪强烈',
    },
    emotion: '情绪', felt: '{feeling} {n}/3',
    trend: { rising: '近三轮上升', falling: '近三轮回落', steady: '近三轮平稳' },
    feelings: {
      neutral: '平静', satisfied_grateful: '满意感激', confused: '困惑', anxious_worried: '焦虑担心', impatient: '不耐烦', disappointed: '失望',
      frustrated: '受挫', angry: '愤怒', insulting: '辱骂', aggrieved_unfair: '委屈不公', ashamed_distress: '羞愧窘迫', sad_grief: '悲伤丧亲',
      desperate: '绝望', self_harm_signal: '自伤轻生', threat: '威胁', fear_harassed: '被骚扰恐惧', regulator_threat: '扬言投诉监管', sarcastic: '反讽',
    },
    signalNames: {
      self_harm: '自伤风险', distress: '情绪困难', emergency: '紧急情况', complaint: '投诉', regulator: '提到监管', fraud: '疑似受骗',
      elder: '长者', hardship: '还款困难', anger: '情绪激动', threat: '威胁', media: '提到媒体', life: '人身风险', disaster: '受灾', bereavement: '亲人离世', threat_to_others: '威胁他人',
    },
  },
  customer: {
    title: '客户', kind: { visitor: '访客', customer: '客户' }, name: '称呼', type: '类型', level: '身份等级', number: '会话编号', entrance: '入口',
    levels: { A0: '未核实', A1: '已登录', A2: '已验证码核实', A3: '已人脸或人工核实' },
    masked: '信息已脱敏，每次查看都有记录', values: '资料', noValues: '没有留存的资料', purpose: '用途', hidden: '看不到的信息（{n}）',
    since: '更新于 {at}，规则 {rule}', comma: '、',
  },
}

export type DeskWords = typeof zhCN
