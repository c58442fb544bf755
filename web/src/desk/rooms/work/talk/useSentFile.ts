import { computed, onScopeDispose, ref, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { FileContent } from '../../../../shared/protocol.ts'
import { saveFile } from '../../../../shared/saveFile.ts'
import { openFile } from '../../../api/accessCalls.ts'
import { useAct } from '../../../base/useAct.ts'
import { useReveals } from '../reveal/useReveals.ts'

const SHOWN_MS = 60_000

/** A picture is shown here for a minute; a document is saved, for a browser would run what stands in it. */
export function useSentFile(file: MaybeRefOrGetter<FileContent>) {
  const reveals = useReveals()
  const { busy, refusal, act } = useAct()
  const picture = ref<string | null>(null)
  const isBroken = ref(false)
  const isPicture = computed(() => toValue(file).type.startsWith('image/'))
  const canOpen = computed(() => reveals?.view.value?.fields['files']?.shown === true)
  let timer: ReturnType<typeof setTimeout> | undefined

  function hide(): void {
    clearTimeout(timer)
    if (picture.value) URL.revokeObjectURL(picture.value)
    picture.value = null
  }

  function show(content: Blob): void {
    hide()
    isBroken.value = false
    picture.value = URL.createObjectURL(content)
    timer = setTimeout(hide, SHOWN_MS)
  }

  function open(): Promise<boolean> {
    const from = reveals?.conversation.value ?? null
    return act(async () => {
      if (from === null) return
      const { file: id, name } = toValue(file)
      const content = await openFile(from, id)
      // She may have gone on to another customer meanwhile.
      if (reveals?.conversation.value !== from) return
      if (isPicture.value) show(content)
      else saveFile(content, name)
    })
  }

  function broke(): void {
    hide()
    isBroken.value = true
  }

  watch(() => reveals?.conversation.value, hide)
  onScopeDispose(hide)
  return { picture, isBroken, isPicture, canOpen, busy, refusal, open, hide, broke }
}
