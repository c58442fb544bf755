import { useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import * as calls from '../../../api/accessCalls.ts'
import type { OwnGlass } from '../../../api/accessWire.ts'
import { asRefused } from '../../../api/http.ts'
import type { Both } from '../../../api/wire.ts'
import { useAct } from '../../../base/useAct.ts'
import { useLocale } from '../../../live/locale.ts'
import { useRevealReasons } from '../../../live/useNames.ts'
import { wayTo } from './opened.ts'
import type { Reveals } from './useReveals.ts'

export const LOOK_EVERY_MS = 3000

/** The talk about one wish: a reason, a password where it is needed, or why not and how to ask. */
export function useRevealDialog(reveals: Reveals) {
  const { t } = useI18n()
  const words = useLocale()
  const cache = useQueryClient()
  const { data: told, isError, refetch } = useRevealReasons()
  const { busy, refusal, act } = useAct()
  const reason = ref('')
  const password = ref('')
  const said = ref('')
  const asksGlass = ref(false)
  const glasses = shallowRef<OwnGlass[]>([])
  const refused = shallowRef<{ why: Both, ask: Both } | null>(null)
  const mustProve = ref(false)

  const wish = reveals.wish
  const isOpen = computed({ get: () => wish.value !== null, set: (open) => { if (!open) wish.value = null } })
  const sight = computed(() => wish.value ? reveals.view.value?.fields[wish.value.field] : undefined)
  const name = computed(() => sight.value ? words.said(sight.value.name) : wish.value?.field ?? '')
  const way = computed(() =>
    wayTo(sight.value, wish.value?.field ?? '', told.value?.reasons ?? [], glasses.value, Date.now()))
  const mayBreak = computed(() => told.value?.glass.fields.includes(wish.value?.field ?? '') ?? false)
  const glassReasons = computed(() => told.value?.reasons.filter((one) => one.breaks_glass) ?? [])
  const waiting = computed(() =>
    glasses.value.some((one) => one.approved === null && one.fields.includes(wish.value?.field ?? '')))
  const turnedDown = computed(() =>
    !waiting.value && glasses.value[0]?.approved === false && glasses.value[0].fields.includes(wish.value?.field ?? ''))

  /** Why it stays hidden, in the pack's words, and how to ask. */
  const explained = computed(() => {
    if (refused.value) return refused.value
    const one = sight.value
    if (one?.because !== undefined) return { why: one.why, ask: one.ask }
    return one?.clear?.reveal === false ? one.clear : null
  })
  const stage = computed(() => {
    if (refused.value) return 'hidden'
    if (asksGlass.value && way.value.kind === 'hidden') return 'glass'
    return way.value.kind
  })

  watch(wish, (now) => {
    password.value = ''
    said.value = ''
    refusal.value = ''
    asksGlass.value = false
    refused.value = null
    glasses.value = []
    mustProve.value = false
    if (now) void lookAtGlass()
  })
  watch([stage, way, glassReasons], () => {
    const offered = stage.value === 'glass' ? glassReasons.value : way.value.kind === 'reveal' ? way.value.reasons : []
    if (!offered.some(({ id }) => id === reason.value)) reason.value = offered[0]?.id ?? ''
    mustProve.value = way.value.kind === 'reveal' && way.value.stepUp && !reveals.hasProved()
  })

  async function lookAtGlass(): Promise<void> {
    const { value: conversation } = reveals.conversation
    if (!mayBreak.value || conversation === null) return
    try {
      const { requests } = await calls.fetchOwnGlass(conversation)
      if (reveals.conversation.value === conversation) glasses.value = requests
    } catch {
      // The next look, in a moment, asks again.
    }
  }
  const timer = setInterval(() => { if (wish.value && waiting.value) void lookAtGlass() }, LOOK_EVERY_MS)
  onScopeDispose(() => clearInterval(timer))
  watch(mayBreak, (may) => { if (may && wish.value) void lookAtGlass() })

  async function submit(): Promise<void> {
    const { value: wanted } = wish
    const { value: here } = way
    if (!wanted || here.kind !== 'reveal' || reason.value === '') return
    const done = await act(async () => {
      if (mustProve.value) await reveals.prove(password.value)
      mustProve.value = false
      try {
        await reveals.open(wanted, reason.value, here.glass)
      } catch (error) {
        take(error)
      }
    })
    password.value = ''
    if (done && !refused.value && !mustProve.value) wish.value = null
  }

  /** A refusal that is an answer: the table says no, or she has to prove again who she is. */
  function take(error: unknown): void {
    const { error: code, params } = asRefused(error)
    if (code === 'StepUpNeeded') {
      reveals.forgetProof()
      mustProve.value = true
      return
    }
    if (code === 'RevealRefused' && isBoth(params['why']) && isBoth(params['ask'])) {
      refused.value = { why: params['why'], ask: params['ask'] }
      void cache.invalidateQueries({ queryKey: ['talk', reveals.conversation.value] })
      return
    }
    throw error
  }

  async function askGlass(): Promise<void> {
    const { value: wanted } = wish
    const { value: conversation } = reveals.conversation
    if (!wanted || conversation === null || reason.value === '') return
    const done = await act(() => calls.breakGlass(conversation, wanted.field, reason.value, said.value.trim()))
    if (!done) return
    asksGlass.value = false
    await lookAtGlass()
  }

  return {
    isOpen, stage, way, name, wish, told, isError, refetch, reason, password, said, asksGlass, mayBreak, glassReasons,
    waiting, turnedDown, explained, mustProve, busy, refusal, submit, askGlass,
    title: computed(() => t(stage.value === 'hidden' ? 'reveal.why' : 'reveal.ask', { field: name.value })),
  }
}

const isBoth = (text: unknown): text is Both =>
  typeof text === 'object' && text !== null && 'zh' in text && 'en' in text
