/** What the screen knows of the site: the last snapshot with every delta since. Only views read it. */
import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef } from 'vue'
import { api } from './api/client'
import type { Alarm, Delta, Device, Health, Kind, LiveMessage, Passage, Point, Site, Snapshot, Ticket } from './api/types'
import { newLink, type Link } from './link'
import { patrolState } from './patrollive'

const PASSAGES_KEPT = 200
const OVER: readonly Ticket['state'][] = ['closed', 'cancelled']

function replace<T extends { id: string }>(map: Map<string, T>, items: readonly T[]): void {
  const kept = new Set(items.map((item) => item.id))
  for (const id of map.keys()) if (!kept.has(id)) map.delete(id)
  for (const item of items) map.set(item.id, item)
}

function merge<T extends { id: string }>(map: Map<string, T>, items: readonly T[], open: (item: T) => boolean): void {
  for (const item of items) {
    if (open(item)) map.set(item.id, item)
    else map.delete(item.id)
  }
}

/** The oldest beyond so many are let go: a screen may be open for months. */
function shorten(map: Map<string, unknown>, most: number): void {
  const over = [...map.keys()].sort().slice(0, Math.max(0, map.size - most))
  for (const id of over) map.delete(id)
}

/** Fire on top, and else the newest first. */
const inOrder = (a: Alarm, b: Alarm): number => Number(b.kind === 'fire') - Number(a.kind === 'fire') || (a.id < b.id ? 1 : -1)
const isHeldBack = (alarm: Alarm): boolean => alarm.suppression === 'by_design'

export const useStore = defineStore('site', () => {
  const site = shallowRef<Site | null>(null)
  const health = shallowRef<Health | null>(null)
  const kinds = shallowReactive(new Map<string, Kind>())
  const devices = shallowReactive(new Map<string, Device>())
  const points = shallowReactive(new Map<string, Point>())
  const alarms = shallowReactive(new Map<string, Alarm>())
  const tickets = shallowReactive(new Map<string, Ticket>())
  const passages = shallowReactive(new Map<string, Passage>())
  const patrol = patrolState()
  const link = shallowRef<Link>(newLink(Date.now()))
  const now = ref(Date.now())
  let place: { epoch: string; seq: number } | null = null
  let ahead = 0

  function takeSnapshot(message: Snapshot): void {
    site.value = message.site
    health.value = message.health
    replace(devices, message.devices)
    replace(points, message.points)
    replace(alarms, message.alarms)
    replace(tickets, message.tickets)
    replace(passages, message.passages)
    patrol.takeAll(message.patrol)
    place = { epoch: message.epoch, seq: message.seq }
  }

  function takeDelta(message: Delta): void {
    if (message.health) health.value = message.health
    for (const change of message.points ?? []) {
      const known = points.get(change.id)
      if (known) points.set(change.id, { ...known, ...change, text: change.text ?? null })
    }
    merge(devices, message.devices ?? [], () => true)
    merge(alarms, message.alarms ?? [], (alarm) => alarm.open)
    merge(tickets, message.tickets ?? [], (ticket) => !OVER.includes(ticket.state))
    merge(passages, message.passages ?? [], () => true)
    shorten(passages, PASSAGES_KEPT)
    patrol.take(message.patrol ?? [], now.value)
  }

  /** False when a message before this one is missing; nothing more is taken until the next snapshot. */
  function receive(message: LiveMessage): boolean {
    ahead = Date.parse(message.time) - Date.now()
    if (message.type === 'snapshot') {
      takeSnapshot(message)
      return true
    }
    if (place === null) return true
    const expected = message.type === 'delta' ? place.seq + 1 : place.seq
    if (message.seq !== expected) {
      place = null
      return false
    }
    place.seq = message.seq
    if (message.type === 'delta') takeDelta(message)
    return true
  }

  function linked(next: Link): void {
    if (next.phase === 'closed') place = null
    link.value = next
  }

  /** The gateway's clock, as far as this screen knows it. */
  function tick(): void {
    now.value = Date.now() + ahead
  }

  async function loadKinds(): Promise<void> {
    for (const kind of await api.get<Kind[]>('/kinds')) kinds.set(kind.kind, kind)
  }

  const zone = computed(() => site.value?.timezone ?? 'UTC')
  const lost = computed(() => link.value.lostSince !== null)
  const openAlarms = computed(() => [...alarms.values()].filter((alarm) => !isHeldBack(alarm)).sort(inOrder))
  /** Consequences of another alarm: kept, but they neither call nor count. */
  const heldBack = computed(() => [...alarms.values()].filter(isHeldBack).sort(inOrder))
  const unacknowledged = computed(() => openAlarms.value.filter((alarm) => !alarm.acknowledged))
  const openTickets = computed(() => [...tickets.values()])

  return {
    site, health, kinds, devices, points, alarms, tickets, passages, ...patrol.maps, link, now, zone, lost,
    openAlarms, heldBack, unacknowledged, openTickets,
    receive, linked, tick, loadKinds,
  }
})
