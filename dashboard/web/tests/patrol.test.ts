import { describe, expect, it } from 'vitest'
import { byAlarm, heaviest, inOrder, laneOf, lanesOf, shownAs, silentSince, stopsByPlace, tallyOf, weightOf } from '../src/patrol'
import { choiceOf, dayAway, spanOf } from '../src/patroldays'
import { patrolState } from '../src/patrollive'
import { dispatch, round, shift, stop, visited } from './specimens'

const NOW = Date.parse('2026-11-21T08:10:00.000Z')
const HOUR_MS = 3_600_000
const at = (hours: number): string => new Date(NOW + hours * HOUR_MS).toISOString()
const past = (id: string, hours: number, changed = {}) => round(id, { state: 'done', starts_at: at(-hours), opens_at: at(-hours), closes_at: at(0.5 - hours), ...changed })
const planned = (id: string, hours: number, changed = {}) => round(id, { state: 'planned', starts_at: at(hours), opens_at: at(hours), closes_at: at(hours + 0.5), ...changed })

describe('a stop', () => {
  it('is drawn as odd when its visit has a flag that hurts, and as what it is when the flag is harmless', () => {
    expect(shownAs(visited('a', { flags: ['too_fast'] }))).toBe('flagged')
    expect(shownAs(visited('a', { flags: ['duplicate', 'no_round', 'chain_gap'] }))).toBe('done')
    expect(shownAs(stop('a', { state: 'missed', flags: [] }))).toBe('missed')
  })

  it('that was missed calls, a key one most; what is due, excused or not known yet does not', () => {
    expect(weightOf(stop('a', { state: 'missed', key: true }))).toBe('grave')
    expect(weightOf(stop('a', { state: 'missed' }))).toBe('bad')
    expect(weightOf(visited('a', { flags: ['elsewhere'] }))).toBe('bad')
    expect(weightOf(visited('a', { finding: { kind: 'leak', note: '', media: [] } }))).toBe('light')
    expect(weightOf(visited('a', { state: 'late' }))).toBe('light')
    for (const state of ['waiting', 'due', 'offline', 'excused'] as const) expect(weightOf(stop('a', { state, key: true }))).toBe('quiet')
    expect(heaviest(['quiet', 'bad', 'light'])).toBe('bad')
    expect(heaviest([])).toBe('quiet')
  })
})

describe('a lane', () => {
  it('has the rounds that run, the last before and the first after', () => {
    const rounds = [planned('n2', 4), past('b1', 4), round('now'), past('b2', 2), planned('n1', 2), round('other', { route: 'day' })]
    const lane = laneOf('night', rounds, NOW)
    expect([lane.before?.id, lane.now.map((one) => one.id), lane.next?.id]).toEqual(['b2', ['now'], 'n1'])
  })

  it('keeps a round that is complete before its end until that end', () => {
    const lane = laneOf('night', [round('now', { state: 'done' })], NOW)
    expect(lane.now.map((one) => one.id)).toEqual(['now'])
    expect(laneOf('night', [round('now', { state: 'done' })], NOW + HOUR_MS).before?.id).toBe('now')
  })

  it('keeps a round that waits for a phone without a network, although its time is over', () => {
    const lane = laneOf('night', [past('open', 1, { state: 'open' })], NOW)
    expect(lane.now.map((one) => one.id)).toEqual(['open'])
  })

  it('with something wrong stands first, then those that run', () => {
    const rounds = [
      past('x', 1, { route: 'quiet' }), round('r', { route: 'runs' }),
      past('m', 1, { route: 'misses', stops: [stop('a', { state: 'missed' })] }), past('k', 1, { route: 'key', stops: [stop('a', { state: 'missed', key: true })] }),
    ]
    const lanes = lanesOf(['quiet', 'runs', 'misses', 'key'].map((id) => ({ id })), rounds, NOW)
    expect(inOrder(lanes).map((lane) => lane.id)).toEqual(['key', 'misses', 'runs', 'quiet'])
  })
})

describe('the tally', () => {
  it('counts rounds that run and the one before, and no older ones', () => {
    const rounds = [
      round('now', { stops: [stop('a', { state: 'due' }), visited('b', { flags: ['too_fast'] }), visited('c', { state: 'late' }), stop('d', { state: 'offline' })], offline_since: at(-0.1) }),
      past('before', 2, { stops: [stop('a', { state: 'missed', key: true }), stop('b', { state: 'missed' }), stop('c', { state: 'excused' })] }),
      past('older', 4, { stops: [stop('a', { state: 'missed' })] }),
    ]
    expect(tallyOf(lanesOf([{ id: 'night' }], rounds, NOW))).toEqual({ running: 1, due: 1, missed: 2, missedKey: 1, flagged: 1, late: 1, offline: 1 })
  })

  it('gives each place on the plan its gravest stop, and of two alike the newer', () => {
    const rounds = [past('before', 2, { stops: [stop('a', { state: 'missed' }), visited('b')] }), round('now', { stops: [stop('a', { state: 'due' }), stop('b', { state: 'due' })] })]
    const found = stopsByPlace(lanesOf([{ id: 'night' }], rounds, NOW))
    expect([found.get('a')?.round.id, found.get('b')?.round.id]).toEqual(['before', 'now'])
  })
})

describe('those who are sent', () => {
  it('count by alarm: an open one before one that is over, then the newest', () => {
    const found = byAlarm([
      dispatch('1', { alarm: 'a', time: at(-2) }), dispatch('2', { alarm: 'a', time: at(-1), state: 'done' }),
      dispatch('3', { alarm: 'b', time: at(-1), state: 'cancelled' }), dispatch('4', { alarm: 'b', time: at(-3), state: 'done' }), dispatch('5'),
    ])
    expect([...found].map(([alarm, one]) => [alarm, one.id])).toEqual([['b', '3'], ['a', '1']])
  })

  it('are out of reach when their phone has been silent for more than 90 s', () => {
    expect(silentSince(shift('s', { last_contact: new Date(NOW - 90_000).toISOString() }), NOW)).toBeNull()
    expect(silentSince(shift('s', { last_contact: new Date(NOW - 91_000).toISOString() }), NOW)).toBe(NOW - 91_000)
    expect(silentSince(shift('s', { last_contact: null, started_at: at(-1) }), NOW)).toBe(NOW - HOUR_MS)
  })
})

describe('what the live channel tells', () => {
  it('is kept while it is open, and forgotten when nobody looks at it any more', () => {
    const { maps, take, takeAll } = patrolState()
    const panic = { what: 'panic', id: 'p', time: at(0), who: 'wang', phone: null, position: null, checkpoint: null, cleared_at: null, cleared_by: null, note: '' } as const
    takeAll([{ what: 'round', ...past('old', 20) }, { what: 'round', ...round('now') }, { what: 'shift', ...shift('s') }, { what: 'dispatch', ...dispatch('d', { time: at(-25) }) }, panic])
    expect([maps.rounds.size, maps.shifts.size, maps.dispatches.size, maps.panics.size]).toEqual([2, 1, 1, 1])
    take([{ what: 'shift', ...shift('s', { ended_at: at(0) }) }, { ...panic, cleared_at: at(0) }], NOW)
    expect([[...maps.rounds.keys()], maps.shifts.size, maps.dispatches.size, maps.panics.size]).toEqual([['now'], 0, 0, 0])
    takeAll([])
    expect(maps.rounds.size).toBe(0)
  })
})

describe('days in an address', () => {
  it('are what was asked for, else the last so many', () => {
    expect(choiceOf({}, '2026-11-21', 28)).toEqual({ from: '2026-10-25', to: '2026-11-21', by: 'week' })
    expect(choiceOf({ from: '2026-11-01', to: '2026-11-03', by: 'month' }, '2026-11-21', 28)).toEqual({ from: '2026-11-01', to: '2026-11-03', by: 'month' })
    expect(choiceOf({ from: '2026-13-77', to: 'never', by: 'year' }, '2026-11-21', 7)).toEqual({ from: '2026-11-15', to: '2026-11-21', by: 'week' })
    expect(choiceOf({ from: '2026-11-09', to: '2026-11-03' }, '2026-11-21', 7).from).toBe('2026-11-03')
    expect(dayAway('2026-03-01', -1)).toBe('2026-02-28')
  })

  it('are spans from midnight to midnight of the site, also over a change of its clock', () => {
    expect(spanOf({ from: '2026-11-21', to: '2026-11-21' }, 'Asia/Shanghai')).toEqual({ from: '2026-11-20T16:00:00.000Z', to: '2026-11-21T16:00:00.000Z' })
    expect(spanOf({ from: '2026-10-25', to: '2026-10-25' }, 'Europe/Berlin')).toEqual({ from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' })
  })
})
