import { describe, expect, it } from 'vitest'
import type { Session } from '../src/api/types'
import { byUrgency, runningClock } from '../src/ticketclock'
import { stepsFor } from '../src/ticketsteps'
import { ticket } from './specimens'

const START = Date.parse('2026-11-21T08:00:00.000Z')
const minutes = (n: number): number => START + n * 60_000

describe("a ticket's clock", () => {
  it('runs to the arrival, then to the repair, then not at all', () => {
    expect(runningClock(ticket('1'), minutes(5))).toMatchObject({ which: 'arrive', left_ms: 600_000, mood: 'calm' })
    const there = ticket('1', { state: 'arrived', arrived_at: '2026-11-21T08:12:00.000Z' })
    expect(runningClock(there, minutes(20))).toMatchObject({ which: 'resolve', left_ms: 600_000 })
    expect(runningClock({ ...there, state: 'resolved' }, minutes(40))).toBeNull()
  })

  it('is amber from 66 % on and broken after its end', () => {
    expect(runningClock(ticket('1'), minutes(9.8))?.mood).toBe('calm')
    expect(runningClock(ticket('1'), minutes(10))?.mood).toBe('amber')
    expect(runningClock(ticket('1'), minutes(15.1))?.mood).toBe('breach')
  })

  it('is met by the acceptance where the ticket is ordinary', () => {
    const accepted = ticket('1', { urgency: 'ordinary', state: 'accepted', accepted_at: '2026-11-21T08:01:00.000Z' })
    expect(runningClock(accepted, minutes(2))?.which).toBe('resolve')
  })

  it('stands still on hold, but not in an emergency', () => {
    const held = ticket('1', {
      urgency: 'ordinary', state: 'on_hold', accepted_at: '2026-11-21T08:01:00.000Z', held_since: '2026-11-21T08:10:00.000Z',
    })
    expect(runningClock(held, minutes(25))).toMatchObject({ held: true, left_ms: 1_200_000 })
    expect(runningClock({ ...held, urgency: 'emergency', arrived_at: '2026-11-21T08:09:00.000Z' }, minutes(25))).toMatchObject({ held: false, left_ms: 300_000 })
  })

  it('puts the broken ones first', () => {
    const late = ticket('late')
    const calm = ticket('calm', { arrive_by: '2026-11-21T09:00:00.000Z' })
    const none = ticket('none', { arrive_by: null, resolve_by: null })
    expect([none, calm, late].toSorted(byUrgency(minutes(16))).map((one) => one.id)).toEqual(['late', 'calm', 'none'])
  })
})

describe("a ticket's steps", () => {
  const engineer: Session = { name: 'wang', role: 'engineer', may: ['work_ticket'], expires_at: null }
  const steps = (state: Parameters<typeof ticket>[1], who: Session): string[] => stepsFor(ticket('1', state), who).map((offer) => offer.step)

  it('lead the engineer from accepting to fixing', () => {
    expect(steps({ state: 'dispatched' }, engineer)[0]).toBe('accept')
    expect(steps({ state: 'accepted' }, engineer)[0]).toBe('arrive')
    expect(steps({ state: 'arrived' }, engineer)[0]).toBe('resolve')
    expect(steps({ state: 'resolved' }, engineer)).toEqual([])
  })

  it("are not offered on somebody else's ticket", () => {
    expect(steps({ state: 'dispatched', assignee: 'li' }, engineer)).toEqual([])
  })

  it('are those of the role', () => {
    const operator: Session = { name: 'op', role: 'operator', may: ['assign_ticket', 'verify_ticket', 'reopen_ticket', 'cancel_ticket'], expires_at: null }
    expect(steps({ state: 'resolved' }, operator)).toEqual(['verify', 'reopen'])
    expect(steps({ state: 'new', assignee: null }, operator)).toEqual(['assign', 'cancel'])
  })
})
