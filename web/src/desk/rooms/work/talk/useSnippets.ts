import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { fetchOwnSnippets, fetchSnippets, type Snippet } from '../../../api/composing.ts'
import { stepped } from '../../../base/stepped.ts'
import { useLocale } from '../../../live/locale.ts'
import { useWho } from '../../../live/who.ts'
import { addressOf, askedFor, asSnippet, filled, fitting, languageOf, pickIdOf, requestIn, type Asked } from './snippets.ts'
import type { Talk } from './talk.ts'

/** Ready texts while she asks for one: `look` after every word typed, and what is chosen stands in her box. */
export function useSnippets(talk: Ref<Talk>) {
  const who = useWho()
  const locale = useLocale()
  const asked = ref<Asked | null>(null)
  const at = ref(0)
  const { data } = useQuery({ queryKey: ['snippets'], queryFn: fetchSnippets, staleTime: Infinity })
  const { data: own } = useQuery({ queryKey: ['own-snippets'], queryFn: fetchOwnSnippets, staleTime: Infinity })
  const all = computed(() => [...(own.value?.snippets ?? []).map(asSnippet), ...data.value?.snippets ?? []])
  const found = computed(() => asked.value === null ? [] : fitting(all.value, asked.value.words))
  const chosen = computed(() => found.value[at.value])
  const isOpen = computed(() => found.value.length > 0)
  const entries = computed(() => talk.value.stream.entries)
  const language = computed(() => languageOf(entries.value, locale.locale === 'en' ? 'en' : 'zh'))

  const textOf = (snippet: Snippet) => filled(snippet, language.value, {
    agent: who.me?.staff.name ?? null,
    customer: addressOf(talk.value.work.customer, language.value),
    contact: talk.value.work.item?.number ?? null,
    request: requestIn(entries.value),
  }, data.value?.blanks ?? {})

  watch(() => asked.value?.words, () => { at.value = 0 })

  return {
    found, at, isOpen, asked, textOf, language,
    chosenId: computed(() => chosen.value && pickIdOf(chosen.value)),
    chosenWords: () => chosen.value ? textOf(chosen.value) : null,
    look: (text: string, caret: number) => { asked.value = askedFor(text, caret) },
    close: () => { asked.value = null },
    step: (by: number) => { at.value = stepped(at.value, by, found.value.length) },
  }
}
