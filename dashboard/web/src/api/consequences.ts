/** What an alarm has caused, the newest first. */
import { api } from './client'
import type { Alarm } from './types'

const MOST = 500

export const consequencesOf = (cause: string): Promise<Alarm[]> => api.get<Alarm[]>('/alarms', { cause, state: 'all', limit: MOST })
