import { describe, expect, it } from 'vitest'
import type { Kind, KindPoint } from '../src/api/types'
import { drawingOf, hasDrawing, headlinePoint, iconOf, trendPoints } from '../src/mimics/registry'

const kindPoint = (id: string, changed: Partial<KindPoint> = {}): KindPoint => ({
  id, name: { zh: id, en: id }, unit: '', decimals: 1, range: [0, 1], texts: {}, write: null, limits: [], ...changed,
})
const kind = (name: string, points: KindPoint[]): Kind => ({
  kind: name, name: { zh: name, en: name }, protocol: 'modbus', read_only: false, points,
})

describe('drawings', () => {
  it('are there for the kinds that have one, each its own', () => {
    expect(hasDrawing('pump_room') && hasDrawing('switchgear')).toBe(true)
    expect(drawingOf('pump_room')).not.toBe(drawingOf('switchgear'))
  })

  it('are one grid for every kind that nobody has drawn', () => {
    expect(hasDrawing('elevator')).toBe(false)
    expect(drawingOf('elevator')).toBe(drawingOf('fire_panel'))
    expect(iconOf('elevator')).toBe('system')
  })

  it('name the point that stands for a kind', () => {
    const known = kind('pump_room', [kindPoint('tank_level'), kindPoint('outlet_pressure')])
    expect(headlinePoint(known)?.id).toBe('outlet_pressure')
    expect(trendPoints(known)).toEqual(['outlet_pressure', 'tank_level'])
  })

  it('take the first measured points of an unknown kind, never a state', () => {
    const unknown = kind('elevator', [
      kindPoint('door', { texts: { 0: { zh: '开', en: 'open' } } }), kindPoint('text', { range: null }), kindPoint('speed'), kindPoint('load'),
    ])
    expect(headlinePoint(unknown)?.id).toBe('speed')
    expect(trendPoints(unknown)).toEqual(['speed', 'load'])
  })
})
