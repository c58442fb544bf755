import type { Locale } from './format.ts'
import { filled } from './words.ts'
import type { Refusal } from './protocol.ts'

/** The client has the words for the server's error codes; what has no words of its own gets the general ones. */
const sentences: Record<Locale, Record<string, string>> = {
  'zh-CN': {
    '': '没有成功，请稍后再试',
    TextTooLong: '内容过长，请缩短到 {limit} 字以内',
    TextEmpty: '请先输入内容',
    ContactClosed: '本次会话已结束，重新发送即可开始新的会话',
    TooManyMessages: '发送过于频繁，请稍候再试',
    TooManyTries: '尝试次数过多，请稍后再试',
    Overloaded: '当前咨询人数较多，请稍后再试',
    IdentityRefused: '身份验证没有通过，请从应用重新进入',
    SignInRefused: '用户名或密码不正确；多次失败后账号会暂时锁定，请稍后再试',
    CodeRefused: '验证码不正确或已使用过，请稍后输入新的验证码',
    CodeWrong: '验证码不正确，请输入验证器当前显示的数字',
    StepOver: '登录步骤已超时，请重新登录',
    PasswordTooWeak: '密码至少 12 位，含五个以上不同字符，且不含用户名',
    PasswordUsedBefore: '不能使用当前或近五次用过的密码',
    SsoRefused: '单点登录没有通过，请重试或联系管理员',
    ProviderAway: '单点登录暂时不可用，请稍后再试或使用密码登录',
    NotSignedIn: '登录已过期，请重新登录',
    NotOwner: '会话已由他人接手',
    ItemTaken: '已被同事接入',
    OffShift: '您现在不在班；临时加班请班组长登记',
    Offline: '没有网络连接，请检查网络后再试',
    AlreadyRated: '您已评价过，感谢您的反馈',
    SlowDown: '操作过快，请稍等片刻再试',
    SignInFirst: '请先登录，再核实身份',
    ProofLocked: '核实次数过多，已暂停一段时间，请稍后再试或联系人工客服',
    ProofNotFound: '这次核实已失效，请重新开始',
    NoNumberToProve: '现在没有等待核验的号码，请看最新的消息',
    ProveFirst: '为了您的信息安全，请在对话里告诉机器人需要这份文件，核实身份后再下载',
    BackOfficeAway: '业务系统暂时没有回答，没有办理任何内容，请稍后再试',
    OutcomeUnknown: '业务系统暂时没有回答，请稍后再试',
    DocumentNotFound: '文件已不可下载，请联系人工客服',
  },
  en: {
    '': 'That did not work. Please try again shortly',
    TextTooLong: 'Too long: please keep it within {limit} characters',
    TextEmpty: 'Please write something first',
    ContactClosed: 'This chat has ended. Send again to begin a new one',
    TooManyMessages: 'Too many messages at once. Please wait a moment',
    TooManyTries: 'Too many tries. Please wait a while',
    Overloaded: 'Many customers are writing just now. Please try again shortly',
    IdentityRefused: 'We could not confirm who you are. Please open this from the app again',
    SignInRefused: 'The user name or the password is not right; after several failures an account is locked for a while',
    CodeRefused: 'The code is not right or was used before. Wait for the next one',
    CodeWrong: 'The code is not right. Enter what the app shows now',
    StepOver: 'That took too long. Please sign in again',
    PasswordTooWeak: 'At least 12 characters, five different ones among them, without your user name',
    PasswordUsedBefore: 'This is your password, or one of the last five. Choose another',
    SsoRefused: 'Single sign-on did not let you in. Try again, or ask an administrator',
    ProviderAway: 'Single sign-on is not available. Try again later, or sign in by password',
    NotSignedIn: 'Your sign-in has expired. Please sign in again',
    NotOwner: 'A colleague has taken over this conversation',
    ItemTaken: 'A colleague took it first',
    OffShift: 'You are off shift; for overtime ask your leader to enter it',
    Offline: 'No network connection. Please check it and try again',
    AlreadyRated: 'You have rated this already, thank you',
    SlowDown: 'That was too quick. Please wait a moment',
    SignInFirst: 'Please sign in first, then confirm it is you',
    ProofLocked: 'Too many tries: this is paused for a while. Please try later or talk to a person',
    ProofNotFound: 'This check is no longer valid. Please start again',
    NoNumberToProve: 'No number waits to be checked just now. Please see the latest message',
    ProveFirst: 'To keep your data safe, ask the robot for this document in the chat and confirm it is you, then download it',
    BackOfficeAway: 'The lender’s system does not answer just now. Nothing was done; please try again shortly',
    OutcomeUnknown: 'The lender’s system does not answer just now. Please try again shortly',
    DocumentNotFound: 'This document can no longer be downloaded. Please talk to a person',
  },
}

export function refusalSentence({ error, params }: Refusal, locale: Locale): string {
  const words = sentences[locale]
  const sentence = words[error] ?? words[''] ?? error
  const spoken = filled(sentence, params)
  return spoken.includes('{') ? filled(words[''] ?? error) : spoken
}
