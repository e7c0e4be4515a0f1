/** Looks of points, from the store. For views. */
import { computed } from 'vue'
import type { Alarm } from './api/types'
import { age, span } from './format/clock'
import type { Look } from './mimics/look'
import type { useNames } from './names'
import { stateOf } from './pointstate'
import { gradeOf, gravest } from './priority'
import type { useStore } from './store'

export function useLooks(store: ReturnType<typeof useStore>, names: ReturnType<typeof useNames>) {
  const alarmed = computed(() => {
    const found = new Map<string, Alarm[]>()
    for (const alarm of store.openAlarms) {
      if (alarm.condition !== 'active') continue
      const id = `${alarm.device}/${alarm.point}`
      found.set(id, [...(found.get(id) ?? []), alarm])
    }
    return found
  })

  function look(id: string): Look {
    const point = store.points.get(id)
    const kind = names.pointOf(id)
    const alarms = alarmed.value.get(id) ?? []
    const worst = gravest(alarms.map(gradeOf))
    const first = alarms.findLast((alarm) => gradeOf(alarm) === worst)
    return {
      id,
      name: names.pointName(id),
      fitted: point !== undefined,
      state: stateOf(point, kind, store.lost),
      range: kind && Object.keys(kind.texts).length === 0 ? kind.range : null,
      limits: names.limitsOf(id),
      priority: worst,
      unacknowledged: alarms.some((alarm) => !alarm.acknowledged),
      trouble: first ? { kind: first.kind, held: span(store.now - Date.parse(first.raised_at)) } : null,
      age: point?.time ? age(store.now - Date.parse(point.time)) : '—',
    }
  }

  return { look }
}
