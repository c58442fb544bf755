import type { QueryClientConfig } from '@tanstack/vue-query'
import { asRefused } from '../api/http.ts'

/** The socket keeps the cache fresh, so nothing is fetched again merely because a window was looked at. */
export const queryDefaults: QueryClientConfig = {
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
      retry: (count, error) => count < 1 && asRefused(error).isPassing,
      retryDelay: 600,
    },
  },
}
