import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '../src/api/types'
import { byDay, NOTHING, PAGE, withNewest, withOlder } from '../src/timeline'

const entry = (n: number, changed: Partial<TimelineEntry> = {}): TimelineEntry => ({
  id: `${1000 + n}.state.mode`, time: new Date(Date.UTC(2026, 10, 21, 8, n)).toISOString(), sort: 'state', action: 'changed', who: null, message: null,
  alarm: null, ticket: null, number: null, priority: null, point: 'mode', before: null, value: null, detail: {}, ...changed,
})
/** From the later to the earlier. */
const entries = (from: number, to: number): TimelineEntry[] => Array.from({ length: from - to + 1 }, (_, index) => entry(from - index))
const ids = (list: readonly TimelineEntry[]): string[] => list.map((one) => one.id)

describe('the past of a device', () => {
  it('grows by pages, and is complete when a page is not full', () => {
    const first = withNewest(NOTHING, entries(200, 201 - PAGE))
    expect(first.complete).toBe(false)
    const second = withOlder(first, entries(200 - PAGE, 190 - PAGE))
    expect(ids(second.entries)).toEqual(ids(entries(200, 190 - PAGE)))
    expect(second.complete).toBe(true)
  })

  it('takes what is new on top and keeps what was read before', () => {
    const past = withOlder(withNewest(NOTHING, entries(100, 101 - PAGE)), entries(100 - PAGE, 40))
    const after = withNewest(past, entries(103, 104 - PAGE))
    expect(ids(after.entries)).toEqual(ids(entries(103, 40)))
    expect(after.complete).toBe(past.complete)
  })

  it('says nothing twice when two pages meet', () => {
    const past = withOlder(withNewest(NOTHING, entries(60, 61 - PAGE)), entries(15, 5))
    expect(ids(past.entries)).toEqual(ids(entries(60, 5)))
  })

  it('begins anew where more than a page has come since, so that there is no hole', () => {
    const past = withNewest(NOTHING, entries(20, 1))
    const page = entries(200, 201 - PAGE)
    expect(withNewest(past, page)).toEqual({ entries: page, complete: false })
  })

  it('is empty and complete where nothing has happened', () => {
    expect(withNewest(NOTHING, [])).toEqual({ entries: [], complete: true })
  })

  it('is told by the days of the site', () => {
    const late = entry(1, { id: 'late', time: '2026-11-21T16:30:00.000Z' })
    const early = entry(2, { id: 'early', time: '2026-11-21T15:30:00.000Z' })
    expect(byDay([late, early], 'Asia/Shanghai').map((day) => [day.date, ids(day.entries)])).toEqual([['2026-11-22', ['late']], ['2026-11-21', ['early']]])
    expect(byDay([late, early], 'UTC')).toHaveLength(1)
  })
})
