/** The screens by address; each is loaded when it is first asked for. */
import { createRouter, createWebHistory } from 'vue-router'
import { may, whoAmI, type Permission } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    open?: boolean
    /** Without the frame: a screen that hangs somewhere by itself. */
    bare?: boolean
    needs?: Permission
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/sign-in', name: 'sign-in', meta: { open: true }, component: () => import('./views/SignIn.vue') },
    { path: '/', name: 'overview', component: () => import('./views/Overview.vue') },
    { path: '/systems', name: 'systems', meta: { needs: 'see_points' }, component: () => import('./views/Systems.vue') },
    { path: '/groups/:system', name: 'group', meta: { needs: 'see_points' }, component: () => import('./views/System.vue') },
    {
      path: '/systems/:kind/:device?',
      name: 'system',
      meta: { needs: 'see_points' },
      component: () => import('./views/System.vue'),
    },
    {
      path: '/devices/:id',
      name: 'device-file',
      meta: { needs: 'see_points' },
      component: () => import('./views/DeviceFile.vue'),
    },
    { path: '/labels', name: 'labels', component: () => import('./views/Labels.vue') },
    { path: '/alarms', name: 'alarms', meta: { needs: 'see_alarms' }, component: () => import('./views/Alarms.vue') },
    { path: '/tickets', name: 'tickets', meta: { needs: 'see_tickets' }, component: () => import('./views/Board.vue') },
    {
      path: '/tickets/new',
      name: 'new-ticket',
      meta: { needs: 'create_ticket' },
      component: () => import('./views/NewTicket.vue'),
    },
    { path: '/tickets/:id', name: 'ticket', meta: { needs: 'see_tickets' }, component: () => import('./views/Ticket.vue') },
    { path: '/gates', name: 'gates', meta: { needs: 'see_gates' }, component: () => import('./views/gates/Gates.vue') },
    {
      path: '/gates/passages',
      name: 'passages',
      meta: { needs: 'see_gates' },
      component: () => import('./views/gates/Passages.vue'),
    },
    {
      path: '/gates/passages/:id',
      name: 'passage',
      meta: { needs: 'see_gates' },
      component: () => import('./views/gates/Passage.vue'),
    },
    { path: '/patrol', name: 'patrol', meta: { needs: 'see_patrol' }, component: () => import('./views/patrol/Patrol.vue') },
    {
      path: '/patrol/rounds',
      name: 'rounds',
      meta: { needs: 'see_patrol' },
      component: () => import('./views/patrol/Rounds.vue'),
    },
    {
      path: '/patrol/rounds/:id',
      name: 'round',
      meta: { needs: 'see_patrol' },
      component: () => import('./views/patrol/RoundPage.vue'),
    },
    {
      path: '/patrol/figures',
      name: 'patrol-figures',
      meta: { needs: 'see_figures' },
      component: () => import('./views/patrol/Figures.vue'),
    },
    {
      path: '/patrol/sheets',
      name: 'sheets',
      meta: { needs: 'see_patrol' },
      component: () => import('./views/patrol/Sheets.vue'),
    },
    {
      path: '/patrol/sheets/:round',
      name: 'sheet',
      meta: { needs: 'see_patrol' },
      component: () => import('./views/patrol/SheetPage.vue'),
    },
    {
      path: '/patrol/labels',
      name: 'patrol-labels',
      meta: { needs: 'manage_codes' },
      component: () => import('./views/patrol/PatrolLabels.vue'),
    },
    {
      path: '/patrol/show/:checkpoint',
      name: 'show-code',
      meta: { needs: 'show_code', bare: true },
      component: () => import('./views/patrol/ShowCode.vue'),
    },
    { path: '/trends', name: 'trends', meta: { needs: 'see_points' }, component: () => import('./views/Trends.vue') },
    {
      path: '/vehicles',
      name: 'vehicles',
      meta: { needs: 'see_vehicles' },
      component: () => import('./views/gates/Vehicles.vue'),
    },
    { path: '/passes', name: 'passes', meta: { needs: 'see_vehicles' }, component: () => import('./views/gates/Passes.vue') },
    { path: '/parking', name: 'parking', meta: { needs: 'see_gates' }, component: () => import('./views/gates/Parking.vue') },
    { path: '/visit/:code', name: 'visit', meta: { open: true }, component: () => import('./views/Visit.vue') },
    { path: '/health', name: 'health', component: () => import('./views/Health.vue') },
    {
      path: '/accounts',
      name: 'accounts',
      meta: { needs: 'manage_accounts' },
      component: () => import('./views/Accounts.vue'),
    },
    { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./views/Nowhere.vue') },
  ],
})

/** Fetches every screen, so that each opens at once, and also while the line is down. */
export function loadAhead(): void {
  for (const route of router.getRoutes()) {
    const load: unknown = route.components?.['default']
    // A failure costs nothing: the screen is asked for again when somebody goes there.
    if (typeof load === 'function') void (load as () => Promise<unknown>)().catch(() => {})
  }
}

router.beforeEach(async (to) => {
  const who = await whoAmI().catch(() => null)
  if (to.meta.open) return true
  if (!who) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (to.meta.needs && !may(to.meta.needs)) return { name: 'nowhere', params: { rest: to.path.slice(1).split('/') } }
  return true
})
