/** What the control room does about patrols: sends a guard, clears a panic, closes an incident. */
import { computed } from 'vue'
import { attempt, tell } from './acts'
import { api } from './api/client'
import type { Dispatch } from './api/patrol'
import type { Alarm, Words } from './api/types'
import { say } from './i18n'
import { t } from './i18n/parts/dispatch'
import { byAlarm, isOpen } from './patrol'
import { may } from './session'
import type { useStore } from './store'

/** Where to: one of these says it. */
export interface Errand {
  readonly alarm?: string
  readonly device?: string
  readonly checkpoint?: string
  readonly place?: Words
  readonly note?: string
  readonly guard?: string
}

export const cancelDispatch = (dispatch: Pick<Dispatch, 'id'>): Promise<boolean> =>
  attempt(() => api.post(`/patrol/dispatches/${dispatch.id}/answer`, { state: 'cancelled' }))

/** Sent at once; for ten seconds it can be taken back. */
export async function sendGuard(errand: Errand): Promise<void> {
  await attempt(async () => {
    const sent = await api.post<Dispatch>('/patrol/dispatches', errand)
    tell({
      text: t('dispatch.told', { place: say(sent.place), who: sent.guard || t('dispatch.anybody') }),
      failed: false,
      undo: async () => {
        tell(null)
        await cancelDispatch(sent)
      },
    })
  })
}

type Store = ReturnType<typeof useStore>

/** A site without patrols has nobody who could be sent. */
const hasGuards = (store: Store): boolean => store.rounds.size > 0 || store.shifts.size > 0

/** Alarms for which somebody is being sent just now, so that a second press does not send a second one. */
const underWay = new Set<string>()

/** Sends a guard to what an alarm is about, unless one is on the way. */
export async function sendFor(store: Store, alarm: Alarm): Promise<void> {
  const before = byAlarm(store.dispatches.values()).get(alarm.id)
  if (!may('dispatch') || !hasGuards(store) || underWay.has(alarm.id) || (before && isOpen(before))) return
  underWay.add(alarm.id)
  await sendGuard({ alarm: alarm.id })
  underWay.delete(alarm.id)
}

/** What rows of alarms need: whom somebody has sent, and how to send. */
export function useGuards(store: Store) {
  const sent = computed(() => byAlarm(store.dispatches.values()))
  return computed(() => ({
    of: (alarm: Alarm): Dispatch | undefined => sent.value.get(alarm.id),
    send: (alarm: Alarm): void => void sendFor(store, alarm),
    maySend: may('dispatch') && hasGuards(store),
  }))
}

export const clearPanic = (id: string, note: string): Promise<boolean> => attempt(() => api.post(`/patrol/panics/${id}/clear`, { note }))

export const closeIncident = (id: string, outcome: string): Promise<boolean> => attempt(() => api.post(`/patrol/incidents/${id}/close`, { outcome }))
