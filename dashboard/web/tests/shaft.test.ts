import { describe, expect, it } from 'vitest'
import type { Look } from '../src/mimics/look'
import { arrowOf, entrapmentOf, floorsOf, levelOf } from '../src/mimics/shaft'

const look = (values: Record<string, number | null>, trouble: Record<string, Look['trouble']> = {}) => (point: string): Look => {
  const value = values[point] ?? null
  const state = { quality: value === null ? 'bad' : 'good', text: String(value), unit: '', value, stale: false } as const
  return { id: point, name: point, fitted: true, state, range: null, limits: [], priority: null, unacknowledged: false, trouble: trouble[point] ?? null, age: '' }
}
const FLOORS = floorsOf([-2, 18])

describe('a shaft', () => {
  it('has no floor 0', () => {
    expect(FLOORS.slice(0, 4)).toEqual([-2, -1, 1, 2])
    expect(FLOORS).toHaveLength(20)
  })

  it('has its car at the floor that the lift tells', () => {
    expect(levelOf(look({ floor: -2, door_zone: 1, moving: 0 }), FLOORS)).toBe(0)
    expect(levelOf(look({ floor: 1, door_zone: 1, moving: 0 }), FLOORS)).toBe(2)
    expect(levelOf(look({ floor: 18, door_zone: 0, moving: 1 }), FLOORS)).toBe(19)
    expect(levelOf(look({ floor: null }), FLOORS)).toBeNull()
  })

  it('shows a car between two floors where it stands outside a door zone', () => {
    expect(levelOf(look({ floor: 5, door_zone: 0, moving: 0, direction: 1 }), FLOORS)).toBe(6.5)
    expect(levelOf(look({ floor: 5, door_zone: 0, moving: 0, direction: 2 }), FLOORS)).toBe(5.5)
    expect(levelOf(look({ floor: 18, door_zone: 0, moving: 0, direction: 1 }), FLOORS)).toBe(19)
  })

  it('says where the car goes', () => {
    expect([1, 2, 0].map((direction) => arrowOf(look({ direction })))).toEqual(['▲', '▼', ''])
  })

  it('knows of people shut in by the sort of the alarm, on whichever point it stands', () => {
    const shut = { kind: 'entrapment', held: '2:13' }
    expect(entrapmentOf(look({}, { moving: shut }))?.trouble?.held).toBe('2:13')
    expect(entrapmentOf(look({}, { fault_code: { kind: 'fault', held: '9:00' } }))).toBeUndefined()
  })
})
