import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import LivePicture from '../src/components/LivePicture.vue'
import { nextIn } from '../src/frames'
import { preferences } from '../src/preferences'

/** The browser's own: what is in sight is what the test says. */
let tellSight: (inSight: boolean) => void = () => {}
class Sight {
  constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
    tellSight = (isIntersecting) => tell([{ isIntersecting }])
  }
  observe(): void {}
  disconnect(): void {}
}

const asked: string[] = []
let answer: () => Response
const framed = (ageS: number): Response => new Response(new Blob(['picture']), { headers: { 'X-Age-S': String(ageS) } })
const refused = (status: number): Response => new Response('{"error":{"code":"x","message":"x","field":null}}', { status })

async function show(may = true) {
  const page = mount(LivePicture, { props: { device: 'cam', name: 'South gate', now: Date.now(), may }, attachTo: document.body })
  tellSight(true)
  await flushPromises()
  return page
}
async function later(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await flushPromises()
}

beforeEach(() => {
  vi.useFakeTimers()
  preferences.language = 'en'
  asked.length = 0
  answer = () => framed(0)
  vi.stubGlobal('IntersectionObserver', Sight)
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address)
    return Promise.resolve(answer())
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  document.body.innerHTML = ''
})

describe('the live picture', () => {
  it('is asked for no more than twice a second, and after a failure less often', () => {
    expect([nextIn(0, false), nextIn(200, false), nextIn(900, false)]).toEqual([500, 300, 0])
    expect(nextIn(0, true)).toBe(3000)
  })

  it('is asked for again and again, of its camera', async () => {
    const page = await show()
    await later(2000)
    expect(asked[0]).toBe('/api/v1/devices/cam/picture')
    expect(asked.length).toBeGreaterThan(2)
    expect(asked.length).toBeLessThanOrEqual(5)
    expect(page.find('img').exists()).toBe(true)
    page.unmount()
    await later(2000)
    expect(asked.length).toBeLessThanOrEqual(5)
  })

  it('is not asked for out of sight, and not without the right', async () => {
    const page = await show()
    tellSight(false)
    await flushPromises()
    const before = asked.length
    await later(5000)
    expect(asked.length).toBe(before)
    page.unmount()
    const other = await show(false)
    await later(5000)
    expect(asked.length).toBe(before)
    expect(other.text()).toContain('no right')
    other.unmount()
  })

  it('says how old an old frame is', async () => {
    answer = () => framed(17)
    const page = await show()
    expect(page.text()).toContain('No picture for 17 s')
    answer = () => framed(0)
    await later(600)
    expect(page.text()).not.toContain('No picture')
    page.unmount()
  })

  it('goes on ageing while the camera does not answer', async () => {
    const page = await show()
    answer = () => refused(503)
    await later(10_000)
    await page.setProps({ now: Date.now() })
    expect(page.text()).toMatch(/No picture for (9|10) s/)
    expect(page.find('img').exists()).toBe(true)
    page.unmount()
  })

  it('says that there is none where the camera has not shown any', async () => {
    answer = () => refused(404)
    const page = await show()
    expect(page.text()).toContain('No picture')
    expect(page.find('img').exists()).toBe(false)
    page.unmount()
  })
})
