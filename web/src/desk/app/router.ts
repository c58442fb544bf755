import { createRouter, createWebHistory, type RouterHistory } from 'vue-router'
import { useWho } from '../live/who.ts'

export function deskRouter(history: RouterHistory = createWebHistory('/desk/')) {
  const router = createRouter({
    history,
    routes: [
      { path: '/sign-in', name: 'sign-in', component: () => import('../rooms/signin/SignInPage.vue') },
      {
        path: '/',
        component: () => import('../rooms/shell/DeskShell.vue'),
        meta: { staff: true },
        redirect: '/work',
        children: [
          { path: 'work/:conversation?', name: 'work', component: () => import('../rooms/work/WorkPage.vue') },
        ],
      },
      { path: '/:rest(.*)*', redirect: '/work' },
    ],
  })
  router.beforeEach(async (to) => {
    const who = useWho()
    if (who.state === 'unknown') await who.look()
    if (who.state === 'unreachable') return true
    if (who.state === 'out' && to.meta['staff']) return { name: 'sign-in', query: { back: to.fullPath } }
    if (who.state === 'in' && to.name === 'sign-in') return placeToReturn(to.query['back'])
    return true
  })
  return router
}

/** Only a place inside the desk: an address with a host would lead a signed-in agent elsewhere. */
export function placeToReturn(back: unknown): string {
  return typeof back === 'string' && /^\/(?![/\\])/.test(back) && !back.startsWith('/sign-in') ? back : '/work'
}
