/** Those to whom a ticket may be given. */
import { api } from './client'

export const assignees = (): Promise<string[]> => api.get<string[]>('/engineers')
