/** What every list of alarms needs beside its alarms, and what becomes of a press in it. For views, which hand it on whole. */
import { computed } from 'vue'
import { acknowledge, resetAlarm } from './acts'
import { consequencesOf } from './api/consequences'
import type { Alarm } from './api/types'
import type { useNames } from './names'
import { useGuards } from './patrolacts'
import { may } from './session'
import type { useStore } from './store'

export function useAlarmRows(store: ReturnType<typeof useStore>, names: ReturnType<typeof useNames>) {
  const guards = useGuards(store)
  return computed(() => ({
    place: names.place,
    origin: names.origin,
    pictured: names.pictured,
    reading: names.reading,
    guards: guards.value,
    ask: consequencesOf,
    now: store.now,
    zone: store.zone,
    mayAcknowledge: may('acknowledge'),
    disabled: store.lost,
    onAcknowledge: (alarm: Alarm): void => void acknowledge([alarm]),
    onReset: resetAlarm,
  }))
}
