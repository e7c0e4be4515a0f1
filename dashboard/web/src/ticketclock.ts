/** Which of a ticket's two clocks runs, and how near its end is. */
import type { Ticket, TicketState } from './api/types'

export interface TicketClock {
  readonly which: 'arrive' | 'resolve'
  readonly due: number
  readonly left_ms: number
  /** How much of the time is used up, 0…1. */
  readonly used: number
  readonly mood: 'calm' | 'amber' | 'breach'
  /** The clock stands still while the ticket is on hold. */
  readonly held: boolean
}

const AMBER = 0.66
const WORK_DONE: readonly TicketState[] = ['resolved', 'verified', 'closed', 'cancelled']

/** An ordinary ticket meets its first clock when it is accepted, any other by the arrival. */
function firstMet(ticket: Ticket): boolean {
  return (ticket.urgency === 'ordinary' ? ticket.accepted_at : ticket.arrived_at) !== null
}

/** The clock that runs at `now` (ms); null when the work is done, or no time was set. */
export function runningClock(ticket: Ticket, now: number): TicketClock | null {
  if (WORK_DONE.includes(ticket.state)) return null
  const which = ticket.arrive_by && !firstMet(ticket) ? 'arrive' : 'resolve'
  const end = which === 'arrive' ? ticket.arrive_by : ticket.resolve_by
  if (!end) return null
  const due = Date.parse(end)
  const total = Math.max(1, due - Date.parse(ticket.created_at))
  const held = which === 'resolve' && ticket.held_since !== null && ticket.urgency !== 'emergency'
  const left_ms = due - (held ? Date.parse(ticket.held_since as string) : now)
  const used = Math.min(1, Math.max(0, 1 - left_ms / total))
  const mood = left_ms < 0 ? 'breach' : used >= AMBER ? 'amber' : 'calm'
  return { which, due, left_ms, used, mood, held }
}

export function isBreached(ticket: Ticket, now: number): boolean {
  return runningClock(ticket, now)?.mood === 'breach'
}

/** Breached ones first, then by whose clock ends soonest; those without a clock last, newest first. */
export function byUrgency(now: number): (a: Ticket, b: Ticket) => number {
  const due = (ticket: Ticket): number => runningClock(ticket, now)?.left_ms ?? Number.MAX_SAFE_INTEGER
  return (a, b) => due(a) - due(b) || b.number - a.number
}
