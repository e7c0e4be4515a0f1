/** The gates of the site. They change with the site file alone, so that they are asked for once. */
import { computed, shallowRef } from 'vue'
import { useAnswer } from './answer'
import { api } from './api/client'
import type { Gate } from './api/types'
import { say } from './i18n'

const known = shallowRef<readonly Gate[] | null>(null)

export function useGates() {
  const asked = useAnswer(async () => (known.value ??= await api.get<Gate[]>('/gates')))
  const gates = computed(() => known.value ?? [])
  const gateName = (id: string): string => say(gates.value.find((gate) => gate.id === id)?.name) || id
  return { gates, loaded: computed(() => known.value !== null), failure: asked.failure, load: asked.load, gateName }
}
