import { flushPromises, mount, RouterLinkStub } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Checkpoint } from '../src/api/patrol'
import type { Kind, KindPoint } from '../src/api/types'
import { useNames } from '../src/names'
import { preferences } from '../src/preferences'
import { readingsOf } from '../src/readings'
import { useStore } from '../src/store'
import RoundPage from '../src/views/patrol/RoundPage.vue'
import { device, round, snapshot, visited } from './specimens'

const kindPoint = (id: string, changed: Partial<KindPoint>): KindPoint => ({ id, name: { zh: id, en: id }, unit: '', decimals: 1, range: null, texts: {}, write: null, limits: [], ...changed })
const MODES = { 0: { zh: '手动', en: 'manual' }, 1: { zh: '自动', en: 'automatic' } }
const PUMPS = {
  kind: 'pump_room',
  name: { zh: '泵房', en: 'Pump room' },
  points: [
    kindPoint('outlet_pressure', { name: { zh: '出水压力', en: 'Outlet pressure' }, unit: 'MPa', decimals: 3 }),
    kindPoint('mode', { name: { zh: '运行方式', en: 'Mode' }, texts: MODES }),
    kindPoint('report', { name: { zh: '报告', en: 'Report' }, texts: MODES }),
    kindPoint('zone_1', {}),
  ],
} as Kind
const place: Checkpoint = { id: 'pumps', name: { zh: '泵房门', en: 'Pump room door' }, location: null, device: 'pump-1', reader: null, rotating: false, key: false, position: null, plan: null, checks: [] }
const inspected = visited('pumps', { readings: { outlet_pressure: 0.4518, mode: 1, report: '手动', zone_1: 12345.67, gone: 7 } })
const ZH = ['出水压力 0.452 MPa', '运行方式 自动', '报告 手动', '东区 12\u202f345.7', 'gone 7.00']
const EN = ['Outlet pressure 0.452 MPa', 'Mode automatic', 'Report manual', 'East 12\u202f345.7', 'gone 7.00']

const { asked } = vi.hoisted(() => ({ asked: new Map<string, unknown>() }))
vi.mock('../src/api/client', async (original) => ({ ...(await original<object>()), api: { get: async (path: string) => asked.get(path) } }))
vi.mock('vue-router', () => ({ useRoute: () => ({ params: { id: 'daily-1' } }) }))

function site(): ReturnType<typeof useStore> {
  const store = useStore()
  const site = { ...snapshot().site, point_names: { 'pump-1/zone_1': { zh: '东区', en: 'East' } } }
  store.receive(snapshot({ site, devices: [device('pump-1')] }))
  store.kinds.set('pump_room', PUMPS)
  return store
}

beforeEach(() => {
  setActivePinia(createPinia())
  preferences.language = 'zh'
})

describe('the readings of an inspection', () => {
  it('have the name of the point, its unit, and its text for a state, in the language of the reader', () => {
    const names = useNames(site())
    expect(readingsOf(inspected, place, names)).toEqual(ZH)
    preferences.language = 'en'
    expect(readingsOf(inspected, place, names)).toEqual(EN)
  })

  it('of a checkpoint or a device that is no longer there go by their ids', () => {
    const names = useNames(site())
    const said = ['outlet_pressure 0.45', 'mode 1.00', 'report 手动', 'zone_1 12\u202f345.67', 'gone 7.00']
    expect(readingsOf(inspected, undefined, names)).toEqual(said)
    expect(readingsOf(inspected, { ...place, device: 'removed' }, names)).toEqual(said)
  })

  it('stand so on the page of a round', async () => {
    asked.set('/patrol/routes', []).set('/patrol/checkpoints', [place]).set('/patrol/rounds/daily-1', round('daily-1', { kind: 'inspection', stops: [inspected] }))
    site()
    const page = mount(RoundPage, { global: { stubs: { RouterLink: RouterLinkStub, PatrolTabs: true } } })
    await flushPromises()
    const told = (): string[] => page.findAll('[data-testid="readings"] span').map((line) => line.text())
    expect(told()).toEqual(['设备读数', ...ZH])
    preferences.language = 'en'
    await flushPromises()
    expect(told()).toEqual(['Readings', ...EN])
  })
})
