import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Device } from '../src/api/types'
import { useNames } from '../src/names'
import { preferences } from '../src/preferences'
import { useStore } from '../src/store'

function placeOf(name: string, location: string): string {
  const store = useStore()
  store.devices.set('d', { id: 'd', name: { zh: '', en: name }, location: { zh: '', en: location } } as Device)
  return useNames(store).place('d')
}

describe('the place of a device', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    preferences.language = 'en'
  })

  it.each([
    ['Switchgear 1', 'Room 1, B1', 'Switchgear 1 · Room 1, B1'],
    ['Sensor, Room 1, B1', 'Room 1, B1', 'Sensor, Room 1, B1'],
    ['Room 1', 'Room 1, B1', 'Room 1, B1'],
    ['Room 1', 'Room 1', 'Room 1'],
    ['Switchgear 1', '', 'Switchgear 1'],
  ])('of name "%s" at "%s" is "%s"', (name, location, place) => expect(placeOf(name, location)).toBe(place))
})
