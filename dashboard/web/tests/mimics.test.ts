import { describe, expect, it } from 'vitest'
import type { Kind, KindPoint } from '../src/api/types'
import { bySystem, columnsOf, drawingOf, hasDrawing, headlinePoint, iconOf, trendPoints } from '../src/mimics/registry'

const kindPoint = (id: string, changed: Partial<KindPoint> = {}): KindPoint => ({
  id, name: { zh: id, en: id }, unit: '', decimals: 1, range: [0, 1], texts: {}, write: null, limits: [], ...changed,
})
const kind = (name: string, points: KindPoint[], screen: Partial<Kind['screen']> = {}): Kind => ({
  kind: name, name: { zh: name, en: name }, protocol: 'modbus', protocols: ['modbus'], read_only: false, points,
  screen: { system: 'other', headline: null, trends: [], ...screen },
})

describe('drawings', () => {
  it('are there for the kinds that have one, each its own', () => {
    expect(hasDrawing('pump_room') && hasDrawing('switchgear')).toBe(true)
    expect(drawingOf('pump_room')).not.toBe(drawingOf('switchgear'))
  })

  it('are one grid for every kind that nobody has drawn', () => {
    expect(hasDrawing('heat_meter')).toBe(false)
    expect(drawingOf('heat_meter')).toBe(drawingOf('sundial'))
    expect(iconOf('sundials')).toBe('system')
  })

  it('name the point that stands for a kind', () => {
    const known = kind('pump_room', [kindPoint('tank_level'), kindPoint('outlet_pressure')], {
      headline: 'outlet_pressure', trends: ['outlet_pressure', 'tank_level'],
    })
    expect(headlinePoint(known)?.id).toBe('outlet_pressure')
    expect(trendPoints(known)).toEqual(['outlet_pressure', 'tank_level'])
  })

  it('list systems in the order of the house, and inside one in that of the gateway', () => {
    const kinds = [kind('a', [], { system: 'water' }), kind('b', []), kind('c', [], { system: 'fire' }), kind('d', [], { system: 'water' })]
    expect(bySystem(kinds).map((one) => one.kind)).toEqual(['c', 'a', 'd', 'b'])
  })

  it('take the first measured points of an unknown kind, never a state', () => {
    const unknown = kind('elevator', [
      kindPoint('door', { texts: { 0: { zh: '开', en: 'open' } } }), kindPoint('text', { range: null }), kindPoint('speed'), kindPoint('load'),
    ])
    expect(headlinePoint(unknown)?.id).toBe('speed')
    expect(trendPoints(unknown)).toEqual(['speed', 'load'])
  })
  it('make a table of many devices no wider than can be read, with what tells most in front', () => {
    const points = Array.from({ length: 64 }, (_, n) => kindPoint(`zone_${n}`))
    const panel = kind('fire_panel', [...points, kindPoint('fire'), kindPoint('load')], { headline: 'fire', trends: ['load'] })
    expect(columnsOf(panel).map((point) => point.id)).toEqual(['fire', 'load', 'zone_0', 'zone_1', 'zone_2'])
    const small = kind('sensor', [kindPoint('humidity'), kindPoint('temperature'), kindPoint('online')], { headline: 'temperature' })
    expect(columnsOf(small).map((point) => point.id)).toEqual(['humidity', 'temperature'])
  })
})
