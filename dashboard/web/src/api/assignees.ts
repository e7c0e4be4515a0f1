/** Those to whom a ticket may be given. */
import { api, ApiError } from './client'
import type { Ticket } from './types'

/** Names of engineers; where the gateway does not tell them, those who have tickets already. */
export async function assignees(tickets: Iterable<Ticket>): Promise<string[]> {
  try {
    return await api.get<string[]>('/engineers')
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error
    const known = [...tickets].map((ticket) => ticket.assignee).filter((name): name is string => name !== null)
    return [...new Set(known)].sort()
  }
}
