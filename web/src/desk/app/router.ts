import { createRouter, createWebHistory, type RouterHistory } from 'vue-router'
import type { Page } from '../api/wire.ts'
import { useWho } from '../live/who.ts'

const beside = [
  ['floor', () => import('../rooms/floor/FloorPage.vue')],
  ['wall', () => import('../rooms/wall/WallPage.vue')],
  ['planning', () => import('../rooms/planning/PlanningPage.vue')],
  ['requests', () => import('../rooms/requests/RequestsPage.vue')],
  ['complaints', () => import('../rooms/complaints/ComplaintsPage.vue')],
  ['orders', () => import('../rooms/orders/OrdersPage.vue')],
  ['reports', () => import('../rooms/reports/ReportsPage.vue')],
  ['incidents', () => import('../rooms/incidents/IncidentsPage.vue')],
  ['outreach', () => import('../rooms/outreach/OutreachPage.vue')],
  ['reviews', () => import('../rooms/reviews/ReviewsPage.vue')],
  ['audit', () => import('../rooms/audit/AuditPage.vue')],
  ['staff', () => import('../rooms/staff/StaffPage.vue')],
  ['matrix', () => import('../rooms/matrix/MatrixPage.vue')],
  ['account', () => import('../rooms/account/AccountPage.vue')],
] as const satisfies readonly [Page, () => Promise<unknown>][]

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
          {
            path: 'work/:conversation?', name: 'work', meta: { page: 'work' },
            component: () => import('../rooms/work/WorkPage.vue'),
          },
          {
            path: 'incidents/:incident', name: 'command', meta: { page: 'incidents' },
            component: () => import('../rooms/incidents/command/CommandPage.vue'),
          },
          {
            path: 'work/:conversation/customer', name: 'customer', meta: { page: 'work' },
            component: () => import('../rooms/customer/CustomerPage.vue'),
          },
          ...beside.map(([page, component]) => ({ path: page, name: page, meta: { page }, component })),
          { path: 'no-right', name: 'no-right', component: () => import('../rooms/shell/NoRight.vue') },
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
    return placeInstead(to.meta['page'], who.pages)
  })
  return router
}

/** Where somebody goes whose post has not this page: from the work, where all begin, to the first that it has. */
export function placeInstead(page: unknown, pages: readonly Page[]) {
  if (typeof page !== 'string' || pages.some((one) => one === page)) return true
  const [first] = pages
  return page === 'work' && first ? { name: first } : { name: 'no-right', query: { page } }
}

/** Only a place inside the desk: an address with a host would lead a signed-in agent elsewhere. */
export function placeToReturn(back: unknown): string {
  return typeof back === 'string' && /^\/(?![/\\])/.test(back) && !back.startsWith('/sign-in') ? back : '/work'
}
