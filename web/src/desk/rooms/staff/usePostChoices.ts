import { computed } from 'vue'
import { useNames } from '../../live/useNames.ts'

/** The posts people can have: the robot's is no person's. */
export function usePostChoices() {
  const names = useNames()
  return computed(() => names.matrix.value?.posts
    .filter(({ id }) => id !== 'bot')
    .map(({ id, name }) => ({ id, name: names.said(name) })) ?? [])
}
