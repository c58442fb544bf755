import { zhCN } from '../../../app/words/zh-CN.ts'

/** The word for why it came to a person, or nothing where only a newer server knows it. */
export const reasonKey = (reason: string): string | null =>
  reason in zhCN.brief.reasons ? `brief.reasons.${reason}` : null

export const signalKey = (signal: string): string | null =>
  signal in zhCN.brief.signalNames ? `brief.signalNames.${signal}` : null

export const emotionKey = (label: string): string | null =>
  label in zhCN.brief.feelings ? `brief.feelings.${label}` : null
