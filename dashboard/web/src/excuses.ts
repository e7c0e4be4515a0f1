/** Why a stop was not visited: said by somebody in charge, and taken back. Apart from the other acts: no page needs it at once. */
import { attempt } from './acts'
import { api } from './api/client'

export const excuse = (round: string, checkpoint: string, reason: string): Promise<boolean> =>
  attempt(() => api.post(`/patrol/rounds/${round}/excuse`, { checkpoints: [checkpoint], reason }))

export const unexcuse = (round: string, checkpoint: string): Promise<boolean> =>
  attempt(() => api.post(`/patrol/rounds/${round}/unexcuse`, { checkpoints: [checkpoint] }))
