import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Delta } from '../src/api/types'
import { newLink, nextLink } from '../src/link'
import { useStore } from '../src/store'
import { alarm, device, passage, point, snapshot, ticket } from './specimens'

const delta = (seq: number, changed: Partial<Delta> = {}): Delta => ({ type: 'delta', seq, time: '2026-11-21T08:00:01.000Z', ...changed })

beforeEach(() => setActivePinia(createPinia()))

describe('the store', () => {
  it('takes a snapshot in place of all that it knew', () => {
    const store = useStore()
    store.receive(snapshot({ alarms: [alarm('1')], points: [point('a/x')] }))
    store.receive(snapshot({ alarms: [alarm('2')], points: [point('a/y')] }))
    expect([...store.alarms.keys()]).toEqual(['2'])
    expect([...store.points.keys()]).toEqual(['a/y'])
    expect(store.zone).toBe('Asia/Shanghai')
  })

  it('changes what a delta names and leaves the rest', () => {
    const store = useStore()
    store.receive(snapshot({ points: [point('a/x'), point('a/y', { value: 7 })], devices: [device('a')] }))
    const time = '2026-11-21T08:00:01.000Z'
    expect(store.receive(delta(11, { points: [{ id: 'a/x', value: 2, quality: 'stale', time }], devices: [device('a', { state: 'offline' })] }))).toBe(true)
    expect(store.points.get('a/x')).toEqual(point('a/x', { value: 2, quality: 'stale', time }))
    expect(store.points.get('a/y')?.value).toBe(7)
    expect(store.devices.get('a')?.state).toBe('offline')
  })

  it('drops an alarm that is no longer open and a ticket that is over', () => {
    const store = useStore()
    store.receive(snapshot({ alarms: [alarm('1'), alarm('2')], tickets: [ticket('t')] }))
    store.receive(delta(11, { alarms: [alarm('1', { open: false })], tickets: [ticket('t', { state: 'closed' })] }))
    expect(store.openAlarms.map((open) => open.id)).toEqual(['2'])
    expect(store.openTickets).toEqual([])
  })

  it('asks for a snapshot at a gap and takes nothing until it is there', () => {
    const store = useStore()
    store.receive(snapshot())
    expect(store.receive(delta(12, { alarms: [alarm('1')] }))).toBe(false)
    expect(store.receive(delta(13, { alarms: [alarm('2')] }))).toBe(true)
    expect(store.alarms.size).toBe(0)
    store.receive(snapshot({ seq: 13, alarms: [alarm('1')] }))
    expect(store.receive(delta(14, { alarms: [alarm('3')] }))).toBe(true)
    expect([...store.alarms.keys()]).toEqual(['1', '3'])
  })

  it('sees a gap in a heartbeat too', () => {
    const store = useStore()
    store.receive(snapshot())
    expect(store.receive({ type: 'heartbeat', seq: 10, time: '2026-11-21T08:00:02.000Z' })).toBe(true)
    expect(store.receive({ type: 'heartbeat', seq: 11, time: '2026-11-21T08:00:04.000Z' })).toBe(false)
  })

  it('keeps its values while the link is lost, and says so', () => {
    const store = useStore()
    store.receive(snapshot({ points: [point('a/x')] }))
    store.linked(nextLink(newLink(5), { type: 'closed', at: 6, chance: 0 }))
    expect(store.lost).toBe(true)
    expect(store.points.get('a/x')?.value).toBe(1)
  })

  it('lists alarms newest first', () => {
    const store = useStore()
    store.receive(snapshot({ alarms: [alarm('1'), alarm('3'), alarm('2', { acknowledged: true })] }))
    expect(store.openAlarms.map((open) => open.id)).toEqual(['3', '2', '1'])
    expect(store.unacknowledged.map((open) => open.id)).toEqual(['3', '1'])
  })
  it('has fire on top of the alarms, however old', () => {
    const store = useStore()
    store.receive(snapshot({ alarms: [alarm('1', { kind: 'fire' }), alarm('2'), alarm('3')] }))
    expect(store.openAlarms.map((open) => open.id)).toEqual(['1', '3', '2'])
  })

  it('keeps consequences apart: they neither call nor count, until they come forward', () => {
    const store = useStore()
    store.receive(snapshot({ alarms: [alarm('1', { consequences: { alarms: 1, devices: 1 } }), alarm('2', { suppression: 'by_design', cause: '1' })] }))
    expect(store.openAlarms.map((open) => open.id)).toEqual(['1'])
    expect(store.unacknowledged.map((open) => open.id)).toEqual(['1'])
    expect(store.heldBack.map((open) => open.id)).toEqual(['2'])
    store.receive(delta(11, { alarms: [alarm('2', { suppression: 'none', cause: '1' })] }))
    expect(store.unacknowledged.map((open) => open.id)).toEqual(['2', '1'])
    expect(store.heldBack).toEqual([])
  })

  it('takes passages as they are now, and lets the oldest go', () => {
    const store = useStore()
    store.receive(snapshot({ passages: [passage('001'), passage('002', { outcome: 'ordered' })] }))
    store.receive(delta(11, { passages: [passage('002', { outcome: 'opened' })] }))
    expect(store.passages.get('002')?.outcome).toBe('opened')
    store.receive(delta(12, { passages: Array.from({ length: 200 }, (_, n) => passage(`1${String(n).padStart(3, '0')}`)) }))
    expect([...store.passages.keys()].sort().slice(0, 1)).toEqual(['1000'])
    expect(store.passages.size).toBe(200)
    store.receive(snapshot({ seq: 12, passages: [] }))
    expect(store.passages.size).toBe(0)
  })
})
