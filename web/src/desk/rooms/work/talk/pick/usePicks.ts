import { nextTick, type Ref } from 'vue'
import { composes, sends, takes } from '../../../../keys/keys.ts'
import type { Asked } from '../snippets.ts'

/** A list that opens over the box while she asks for something in it. */
export interface Picker {
  isOpen: Readonly<Ref<boolean>>
  asked: Readonly<Ref<Asked | null>>
  look: (text: string, caret: number) => void
  close: () => void
  step: (by: number) => void
  /** The element of the list that is chosen. */
  chosenId: Readonly<Ref<string | undefined>>
  /** What is chosen, as it stands in the box; null where nothing is. */
  chosenWords: () => string | null
}

/** Choosing by keys from the list that belongs to what she writes. */
export function usePicks(
  picker: Readonly<Ref<Picker | null>>,
  { text, caret, insert }: {
    text: Readonly<Ref<string>>
    caret: () => number
    insert: (words: string, from?: number) => Promise<void>
  },
) {
  function take(words: string): void {
    void insert(words, picker.value?.asked.value?.from)
    picker.value?.close()
  }

  /** Whether the list took the key. */
  function press(event: KeyboardEvent): boolean {
    const list = picker.value
    if (!list?.isOpen.value || composes(event)) return false
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const words = sends(event) || takes(event) ? list.chosenWords() : null
    if (by !== undefined) list.step(by)
    else if (event.key === 'Escape') list.close()
    else if (words !== null) take(words)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  async function look(): Promise<void> {
    await nextTick()
    picker.value?.look(text.value, caret())
  }

  return { take, press, look }
}
