/** Routes and checkpoints of the site. They change with the site file alone, so that they are asked for once. */
import { computed, shallowRef } from 'vue'
import { useAnswer } from './answer'
import { api } from './api/client'
import type { Checkpoint, Route } from './api/patrol'
import { say } from './i18n'

interface Programme {
  readonly routes: readonly Route[]
  readonly checkpoints: readonly Checkpoint[]
}

const known = shallowRef<Programme | null>(null)

async function ask(): Promise<Programme> {
  if (known.value) return known.value
  const [routes, checkpoints] = await Promise.all([api.get<Route[]>('/patrol/routes'), api.get<Checkpoint[]>('/patrol/checkpoints')])
  return (known.value = { routes, checkpoints })
}

export function useProgramme() {
  const asked = useAnswer(ask)
  const routes = computed(() => known.value?.routes ?? [])
  const checkpoints = computed(() => new Map((known.value?.checkpoints ?? []).map((one) => [one.id, one])))
  return {
    routes,
    checkpoints,
    loaded: computed(() => known.value !== null),
    failure: asked.failure,
    load: asked.load,
    placeName: (id: string): string => say(checkpoints.value.get(id)?.name) || id,
    routeName: (id: string): string => say(routes.value.find((route) => route.id === id)?.name) || id,
  }
}
