import { useMessage } from 'naive-ui'
import { computed, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import type { Item } from '../../api/wire.ts'
import { onKey } from '../../keys/useKeys.ts'
import { useClock } from '../../live/clock.ts'
import { isBack } from '../../live/desk.ts'
import { useDesk } from '../../live/useDesk.ts'
import { useRing } from '../../live/useRing.ts'
import { focusedItem, type ListTab } from './list/rows.ts'
import type { Talk } from './talk/talk.ts'
import { useAccept } from './useAccept.ts'

/** The work page: which list, which conversation, what rings. */
export function useWork() {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const now = useClock()
  const { lists } = useDesk()
  const tab = ref<ListTab>(route.query['list'] === 'mentions' ? 'mentions' : 'mine')
  const talk = shallowRef<Talk>()
  const showsContext = ref(false)

  const open = computed(() => {
    const { conversation } = route.params
    return typeof conversation === 'string' && conversation !== '' ? conversation : null
  })
  /** The number of the note that is meant in it. */
  const at = computed(() => {
    const seq = Number(route.query['at'])
    return Number.isSafeInteger(seq) && seq > 0 ? seq : null
  })
  const ringing = computed(() => lists.value.ringing)
  /** The promised call to this customer that she has in hand. */
  const call = computed(() =>
    lists.value.mine.find(({ kind, conversation }) => kind === 'call_back' && conversation === open.value))
  const ring = computed(() => {
    const [first] = ringing.value
    return first ? t('work.ring.flash', { name: first.customer.name }) : null
  })
  const announcement = shallowRef('')

  const show = (conversation: string | null) =>
    router.push({ name: 'work', params: conversation === null ? {} : { conversation } })

  const { accepting, accept, decline } = useAccept((item) => {
    tab.value = 'mine'
    void show(item.conversation)
  })

  function nextToAccept(): Item | undefined {
    const takeable = [...ringing.value, ...lists.value.waiting]
    return takeable.find(({ id }) => id === focusedItem())
      ?? ringing.value[0]
      ?? takeable.find(({ conversation }) => conversation === open.value)
  }

  function acceptNext(): void {
    const wanted = nextToAccept()
    if (wanted) void accept(wanted.id)
  }

  function back(): void {
    if (showsContext.value) showsContext.value = false
    else if (open.value !== null) void show(null)
  }

  onKey('accept', acceptNext, () => nextToAccept() !== undefined)
  onKey('back', back)
  onKey('mentions', () => { tab.value = 'mentions' })
  useRing(ring)
  watch(() => ringing.value[0]?.id, () => { announcement.value = ringing.value[0] ? announced(ringing.value[0]) : '' })
  watch(open, () => { showsContext.value = false })
  const message = useMessage()
  watch(() => lists.value.later.map(({ id }) => id), (now, before) => {
    const back = lists.value.mine.find((item) => before.includes(item.id) && !now.includes(item.id) && isBack(item))
    if (back && back.aside?.back?.because !== 'hand') message.info(t('aside.isBack', { name: back.customer.name }))
  })

  function announced({ customer, lane, reserved_until: until }: Item): string {
    const s = Math.max(0, Math.round((Date.parse(until ?? '') - now.value) / 1000)) || 0
    return t('work.ring.announce', { name: customer.name, lane: t(`lane.${lane}`), s })
  }

  return { tab, open, at, talk, call, showsContext, ringing, announcement, show, accepting, accept, decline }
}
