/** Who is in front of the screen, and what that person may do. */
import { ref, shallowRef } from 'vue'
import { api, ApiError } from './api/client'
import type { Session } from './api/types'

export type Permission =
  | 'see_points'
  | 'see_alarms'
  | 'see_tickets'
  | 'see_notifications'
  | 'acknowledge'
  | 'create_ticket'
  | 'assign_ticket'
  | 'work_ticket'
  | 'verify_ticket'
  | 'reopen_ticket'
  | 'cancel_ticket'
  | 'rate_ticket'
  | 'control'
  | 'manage_accounts'

export const session = shallowRef<Session | null>(null)
const asked = ref(false)

export function may(permission: Permission): boolean {
  return session.value?.may.includes(permission) ?? false
}

/** Asks the gateway once who this is; null when nobody is signed in. Throws when the gateway cannot be reached. */
export async function whoAmI(): Promise<Session | null> {
  if (asked.value) return session.value
  try {
    session.value = await api.get<Session>('/session')
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error
    session.value = null
  }
  asked.value = true
  return session.value
}

export async function signIn(username: string, password: string): Promise<void> {
  await api.post('/session', { username, password })
  asked.value = false
  await whoAmI()
}

export async function signOut(): Promise<void> {
  await api.remove('/session')
  session.value = null
}
