import './app/base.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { i18n, speak } from './app/i18n.ts'
import { deskRouter } from './app/router.ts'
import { queryDefaults } from './app/queries.ts'
import { followSystemTheme } from './live/useTheme.ts'

followSystemTheme()
speak(i18n.global.locale.value)

createApp(App)
  .use(createPinia())
  .use(i18n)
  .use(VueQueryPlugin, { queryClient: new QueryClient(queryDefaults) })
  .use(deskRouter())
  .mount('#desk')
