import { shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { steadied, type Steady } from './steady.ts'

export function useSteady<T extends { id: string }>(
  sorted: MaybeRefOrGetter<readonly T[]>, held: MaybeRefOrGetter<boolean>, list: MaybeRefOrGetter<string>,
) {
  const steady = shallowRef<Steady<T>>({ rows: [], fresh: 0 })
  const settle = () => { steady.value = steadied<T>([], toValue(sorted), false) }
  watch([() => toValue(sorted), () => toValue(held)], ([items, isHeld]) => {
    steady.value = steadied(steady.value.rows, items, isHeld)
  }, { immediate: true })
  watch(() => toValue(list), settle)
  return { steady, settle }
}
