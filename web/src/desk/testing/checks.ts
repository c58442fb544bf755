/** Invented rules of the house: what the tests' agents must not say. */
import type { Finding } from '../api/composing.ts'

const found = (rule: string, severity: 'block' | 'warn', words: string, text: string): Finding[] => {
  const start = text.indexOf(words)
  const [reason, instead] = [{ zh: `不能说「${words}」`, en: `not “${words}”` }, { zh: '换个说法', en: 'say it otherwise' }]
  return start < 0 ? [] : [{ rule, severity, start, end: start + words.length, reason, instead }]
}
export const findingsIn = (text: string) => [
  ...found('promise', 'block', '一定能下款', text), ...found('gap', 'block', '【填：', text), ...found('rate', 'warn', '月息', text),
]
