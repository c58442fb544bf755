import { nextTick, watch, type Ref } from 'vue'
import { gapIn } from '../snippets.ts'

const TALLEST_PX = 200

/** The box she writes in: where she stands in it, and its height. */
export function useBox(box: Readonly<Ref<HTMLTextAreaElement | null>>, text: Ref<string>) {
  const caret = () => box.value?.selectionStart ?? text.value.length

  async function select(from: number, to = from): Promise<void> {
    await nextTick()
    box.value?.focus()
    box.value?.setSelectionRange(from, to)
  }

  /** To the first gap from there on, where there is one. */
  async function toGap(after = 0): Promise<void> {
    const gap = gapIn(text.value, after)
    if (gap) await select(...gap)
  }

  /** Puts words where the cursor is, or in place of what stands from there to it; she goes on at their first gap. */
  async function insert(words: string, from = caret()): Promise<void> {
    const end = box.value?.selectionEnd ?? text.value.length
    text.value = text.value.slice(0, from) + words + text.value.slice(end)
    if (gapIn(words)) await toGap(from)
    else await select(from + words.length)
  }

  watch(text, async () => {
    await nextTick()
    if (!box.value) return
    box.value.style.blockSize = 'auto'
    box.value.style.blockSize = `${Math.min(TALLEST_PX, box.value.scrollHeight)}px`
  }, { immediate: true })

  return { caret, select, toGap, insert }
}
