import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Device } from '../src/api/types'
import { useNames } from '../src/names'
import { preferences } from '../src/preferences'
import { useStore } from '../src/store'
import { snapshot } from './specimens'

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

  it('is the name of the gate where an alarm is about one', () => {
    const store = useStore()
    store.receive(snapshot({ site: { ...snapshot().site, gates: [{ id: 'south', name: { zh: '南门', en: 'South gate' } }] } }))
    const names = useNames(store)
    expect([names.place('gate:south'), names.place('gate:gone'), names.place('connection:bus')]).toEqual(['South gate', 'gone', 'bus'])
  })
})
