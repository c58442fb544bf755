import type { suggestedZh } from './suggested-zh.ts'

export const suggestedEn: typeof suggestedZh = {
  suggested: {
    title: 'Suggested replies', fold: 'Suggested replies, fold away', unfold: 'Suggested replies ({n})',
    article: 'Article: {title}', past: 'colleagues told {n} customers',
  },
}
