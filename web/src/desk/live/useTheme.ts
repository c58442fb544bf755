import { computed, ref, watchEffect } from 'vue'
import { storage } from './writing.ts'

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = typeof themes[number]

const KEY = 'qiao:desk:theme'
const kept = storage.getItem(KEY)
const theme = ref<Theme>(themes.find((name) => name === kept) ?? 'auto')
const night = ref(false)

export function followSystemTheme(): void {
  const query = window.matchMedia('(prefers-color-scheme: dark)')
  night.value = query.matches
  query.addEventListener('change', ({ matches }) => { night.value = matches })
  watchEffect(() => {
    const root = document.documentElement
    if (theme.value === 'auto') delete root.dataset['theme']
    else root.dataset['theme'] = theme.value
  })
}

export function useTheme() {
  const isDark = computed(() => theme.value === 'auto' ? night.value : theme.value === 'dark')
  const choose = (chosen: Theme) => {
    theme.value = chosen
    storage.setItem(KEY, chosen)
  }
  return { theme, isDark, choose }
}
