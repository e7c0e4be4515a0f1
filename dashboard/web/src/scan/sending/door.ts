/** The gateway over HTTP, for the page and for its service worker alike. */
import { api, ApiError } from '../../api/client'
import type { Session } from '../../api/types'
import type { Medium } from '../keeping/database'
import type { Shift, Synced, Taken } from '../wire'
import type { Door } from './flush'

export const door: Door = {
  async who() {
    try {
      return (await api.get<Session>('/session')).name
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
  scans: (scans) => api.post<Taken[]>('/patrol/scans', scans),
  medium: ({ digest, type, bytes }: Medium) => api.put(`/patrol/media/${digest}`, new Blob([bytes], { type })),
  call: (path, body) => api.post(path, body),
}

export const startShift = (phone: string): Promise<Shift> => api.post<Shift>('/patrol/shifts', { phone })
export const syncShift = (phone: string, waiting: number, shift: string): Promise<Synced> =>
  api.post<Synced>('/patrol/sync', { phone, waiting, shift })
