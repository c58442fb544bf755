import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { fetchMentionable, type Mentionable } from '../../../../api/mentions.ts'
import { stepped } from '../../../../base/stepped.ts'
import type { Asked } from '../snippets.ts'
import { mentionedIn, namedLike, personAskedFor } from './mention.ts'

/** Colleagues while she asks for one in a note, and whom it mentions. */
export function useMention() {
  const asked = ref<Asked | null>(null)
  const at = ref(0)
  const picked = new Map<string, string>()
  const { data, isError, refetch } = useQuery({
    queryKey: ['mentionable'], queryFn: fetchMentionable, staleTime: 600_000,
  })
  const people = computed(() => data.value?.colleagues ?? [])
  const found = computed(() => asked.value === null ? [] : namedLike(people.value, asked.value.words))
  const chosen = computed(() => found.value[at.value])
  watch(() => asked.value?.words, () => { at.value = 0 })

  /** What stands in the box for her. */
  function textOf({ id, name }: Mentionable): string {
    picked.set(name, id)
    return `@${name} `
  }

  return {
    found, at, asked, isError, textOf,
    isOpen: computed(() => asked.value !== null && (found.value.length > 0 || isError.value)),
    look: (text: string, caret: number) => { asked.value = personAskedFor(text, caret) },
    close: () => { asked.value = null },
    step: (by: number) => { at.value = stepped(at.value, by, found.value.length) },
    chosenId: computed(() => chosen.value && `pick-${chosen.value.id}`),
    chosenWords: () => chosen.value ? textOf(chosen.value) : null,
    /** Nobody whom she named is left out because the names are still on their way. */
    mentionedIn: async (text: string) => {
      if (data.value === undefined && /[@＠]/u.test(text)) await refetch()
      return mentionedIn(text, people.value, picked)
    },
  }
}
