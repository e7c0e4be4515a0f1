import { describe, expect, it } from 'vitest'
import { tableOf, untilNow, withLimits, type Trend } from '../src/chart'
import { point } from './specimens'

const trend = (id: string, samples: Trend['samples']): Trend => ({ id, label: id, unit: 'MPa', decimals: 2, stepped: false, samples })

describe('trends', () => {
  it('share one axis of times; a gap stays a gap and another line’s time is none', () => {
    const table = tableOf([
      trend('a', [['2026-11-21T08:00:00Z', 1, 2, 3], ['2026-11-21T08:00:02Z', null, null, null]]),
      trend('b', [['2026-11-21T08:00:01Z', 4, 5, 6]]),
    ])
    const start = Date.parse('2026-11-21T08:00:00Z') / 1000
    expect(table[0]).toEqual([start, start + 1, start + 2])
    expect(table[1]).toEqual([2, undefined, null])
    expect([table[2], table[3]]).toEqual([[1, undefined, null], [3, undefined, null]])
    expect(table[4]).toEqual([undefined, 5, undefined])
  })

  it('are an empty table when there are none', () => {
    expect(tableOf([])).toEqual([[]])
  })

  it('go on to now with a value that is good, and only then', () => {
    const now = Date.parse('2026-11-21T08:01:00.000Z')
    expect(untilNow([], point('a/x', { value: 3 }), now)).toEqual([['2026-11-21T08:01:00.000Z', 3, 3, 3]])
    expect(untilNow([], point('a/x', { quality: 'stale' }), now)).toEqual([])
  })

  it('are drawn with the next limit above and below, and no further one', () => {
    const levels = [0.2, 0.3, 0.6, 0.9].map((value) => ({ value, unit: 'MPa', priority: 2 }))
    expect(withLimits(0.4, 0.5, levels)).toEqual([0.3, 0.6])
    expect(withLimits(0.4, 0.5, [])).toEqual([0.4, 0.5])
  })
})
