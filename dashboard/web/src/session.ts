/** Who is in front of the screen, and what that person may do. */
import { ref, shallowRef } from 'vue'
import { api, ApiError } from './api/client'
import type { Session } from './api/types'

/** A right, by the gateway's word for it. */
export type Permission = Session['may'][number]

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

/** Asks again, after the live channel was closed. False only when the gateway says that nobody is signed in any more. */
export async function stillSignedIn(): Promise<boolean> {
  try {
    session.value = await api.get<Session>('/session')
    return true
  } catch (error) {
    return !(error instanceof ApiError) || error.status !== 401
  }
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
