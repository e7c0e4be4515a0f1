/** Which steps a person may take with a ticket now. The gateway decides; this only hides what it would refuse. */
import type { Session, Ticket, TicketState } from './api/types'

export type TicketStep = 'assign' | 'accept' | 'reject' | 'arrive' | 'hold' | 'resume' | 'resolve' | 'verify' | 'reopen' | 'cancel' | 'rate'

interface Offer {
  readonly step: TicketStep
  readonly states: readonly TicketState[]
  readonly needs: Session['may'][number]
  /** The next thing to do, drawn large. */
  readonly main?: boolean
}

const OPEN: readonly TicketState[] = ['new', 'dispatched', 'accepted', 'arrived', 'on_hold']
const OFFERS: readonly Offer[] = [
  { step: 'accept', states: ['dispatched'], needs: 'work_ticket', main: true },
  { step: 'arrive', states: ['accepted', 'on_hold'], needs: 'work_ticket', main: true },
  { step: 'resolve', states: ['arrived'], needs: 'work_ticket', main: true },
  { step: 'verify', states: ['resolved'], needs: 'verify_ticket', main: true },
  { step: 'assign', states: OPEN, needs: 'assign_ticket' },
  { step: 'hold', states: ['accepted', 'arrived'], needs: 'work_ticket' },
  { step: 'resume', states: ['on_hold'], needs: 'work_ticket' },
  { step: 'reject', states: ['dispatched', 'accepted'], needs: 'work_ticket' },
  { step: 'reopen', states: ['resolved', 'closed'], needs: 'reopen_ticket' },
  { step: 'cancel', states: OPEN, needs: 'cancel_ticket' },
  { step: 'rate', states: ['resolved', 'closed'], needs: 'rate_ticket' },
]

/** In the order in which they are offered. An engineer works on nobody else's tickets. */
export function stepsFor(ticket: Ticket, who: Session): readonly Offer[] {
  const others = who.role === 'engineer' && ticket.assignee !== who.name
  return OFFERS.filter(
    (offer) =>
      offer.states.includes(ticket.state) && who.may.includes(offer.needs) && !(others && offer.needs === 'work_ticket'),
  )
}

/** Steps that need words before they can be taken. */
export const NEED_REASON: readonly TicketStep[] = ['hold', 'reject', 'reopen', 'cancel']
