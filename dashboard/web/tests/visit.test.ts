import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Visit } from '../src/api/types'
import { preferences } from '../src/preferences'
import VisitPage from '../src/views/Visit.vue'

const HOUR_MS = 3_600_000
const at = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString()
const visit = (changed: Partial<Visit> = {}): Visit => ({
  site: { zh: '锦绣花园', en: 'Jinxiu Garden' }, kind: 'visitor', state: 'confirmed', visitor: '王先生', holder: '3-1201',
  plate: '粤B12345', valid_from: at(-1), valid_until: at(5), most_uses: 1, uses: 0, gates: [], as_host: false, ...changed,
})

async function page(answer: { status?: number; body: unknown }) {
  const asked = vi.fn(async (_path: string, _init: RequestInit) => new Response(JSON.stringify(answer.body), { status: answer.status ?? 200 }))
  vi.stubGlobal('fetch', asked)
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/visit/:code', component: VisitPage }] })
  await router.push('/visit/the-code')
  const shown = mount(VisitPage, { global: { plugins: [router] } })
  await flushPromises()
  return { shown, asked }
}

beforeEach(() => (preferences.language = 'en'))
afterEach(() => vi.unstubAllGlobals())

describe('the page of a visit', () => {
  it('shows the code when the pass is good', async () => {
    const { shown } = await page({ body: visit() })
    expect(shown.get('[data-testid=visit-state]').text()).toBe('Confirmed')
    expect(shown.get('img').attributes('src')).toBe('/api/v1/visits/the-code/qr.svg')
    expect(shown.find('[data-testid=agree]').exists()).toBe(false)
  })

  it('shows no code before the host has agreed, nor after the end', async () => {
    for (const [changed, words] of [
      [{ state: 'requested' }, 'Your host has not confirmed yet'],
      [{ state: 'revoked' }, 'No longer good; please ask your host'],
      [{ valid_until: at(-0.5) }, 'Its time is over'],
    ] as const) {
      const { shown } = await page({ body: visit(changed) })
      expect(shown.get('[data-testid=visit-state]').text()).toBe(words)
      expect(shown.find('img').exists()).toBe(false)
    }
  })

  it('lets the host agree, and shows what was answered', async () => {
    const { shown, asked } = await page({ body: visit({ state: 'requested', as_host: true }) })
    asked.mockImplementation(async () => new Response(JSON.stringify(visit({ as_host: true }))))
    await shown.get('[data-testid=agree]').trigger('click')
    await flushPromises()
    expect(asked).toHaveBeenLastCalledWith('/api/v1/visits/the-code/confirm', expect.objectContaining({ method: 'POST' }))
    expect(shown.get('[data-testid=visit-state]').text()).toBe('You have agreed')
  })

  it('says so when there is no such pass', async () => {
    const { shown } = await page({ status: 404, body: { error: { code: 'not_found', message: 'x', field: null } } })
    expect(shown.text()).toContain('There is no such pass')
  })
})
