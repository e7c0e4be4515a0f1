import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Alarm } from '../src/api/types'
import AlarmRow from '../src/components/AlarmRow.vue'
import { preferences } from '../src/preferences'
import { alarm } from './specimens'

const row = (shown: Alarm, ask: (cause: string) => Promise<readonly Alarm[]> = () => Promise.resolve([])) =>
  mount(AlarmRow, {
    props: {
      alarm: shown, place: (id: string) => `place of ${id}`, reading: () => '', origin: (one: Alarm) => (one.cause ? 'Feeder 2 tripped' : ''), ask,
      now: Date.parse('2026-11-21T08:01:00.000Z'), zone: 'UTC', mayAcknowledge: true, disabled: false, pictured: false,
    },
  })

beforeEach(() => (preferences.language = 'en'))

describe('an alarm with consequences', () => {
  it('says how many devices it took along, and unfolds what they say', async () => {
    const asked: string[] = []
    const held = alarm('8', { device: 'pump-room-2', suppression: 'by_design', cause: '7' })
    const root = row(alarm('7', { consequences: { alarms: 41, devices: 38 } }), (cause) => {
      asked.push(cause)
      return Promise.resolve([held])
    })
    const more = root.get('[data-testid="consequences"]')
    expect(more.text()).toContain('Devices without supply: 38')
    expect(asked).toEqual([])
    await more.trigger('click')
    await flushPromises()
    expect(asked).toEqual(['7'])
    expect(root.get('[data-alarm-id="8"]').text()).toContain('place of pump-room-2')
    await more.trigger('click')
    expect(root.find('[data-alarm-id="8"]').exists()).toBe(false)
  })

  it('says why when they cannot be had', async () => {
    const root = row(alarm('7', { consequences: { alarms: 1, devices: 1 } }), () => Promise.reject(new Error('no answer')))
    await root.get('[data-testid="consequences"]').trigger('click')
    await flushPromises()
    expect(root.text()).toContain('no answer')
  })

  it('has nothing to unfold where nothing followed', () => {
    expect(row(alarm('7', { consequences: { alarms: 0, devices: 0 } })).find('[data-testid="consequences"]').exists()).toBe(false)
  })

  it('of a connection speaks of reach, and has no trend', () => {
    const root = row(alarm('7', { device: 'connection:field', consequences: { alarms: 3, devices: 3 } }))
    expect(root.text()).toContain('Devices out of reach: 3')
    expect(root.find('[href^="/trends"]').exists()).toBe(false)
  })
})

describe('a consequence', () => {
  it('names its cause, does not flash and asks for no acknowledgement', () => {
    const held = row(alarm('8', { suppression: 'by_design', cause: '7' }))
    expect(held.text()).toContain('consequence of: Feeder 2 tripped')
    expect(held.find('.flashing').exists()).toBe(false)
    expect(held.text()).not.toContain('Acknowledge')
  })

  it('that has come forward is an alarm like any other', () => {
    const forward = row(alarm('8', { suppression: 'none', cause: '7' }))
    expect(forward.find('.flashing').exists()).toBe(true)
    expect(forward.text()).toContain('Acknowledge')
  })
})
