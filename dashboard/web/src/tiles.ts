/** What a system's tile says, from what is known of its devices. */
import type { Alarm, Device, Point } from './api/types'
import { gradeOf, gravest, type Grade } from './priority'

export interface Tally {
  readonly devices: number
  readonly offline: number
  /** Points that are not good. */
  readonly stale: number
  readonly active: number
  readonly unacknowledged: number
  /** The gravest among what is open; null when nothing is. */
  readonly worst: Grade | null
}

export const NOTHING: Tally = { devices: 0, offline: 0, stale: 0, active: 0, unacknowledged: 0, worst: null }

export function worstOf(alarms: readonly Alarm[]): Grade | null {
  return gravest(alarms.map(gradeOf))
}

/** The tallies of all kinds in one pass. `alarms` are open ones. */
export function tallyByKind(devices: Iterable<Device>, points: Iterable<Point>, alarms: Iterable<Alarm>): Map<string, Tally> {
  const kindOf = new Map<string, string>()
  const found = new Map<string, Writable<Tally>>()
  const of = (device: string): Writable<Tally> | undefined => found.get(kindOf.get(device) ?? '')
  for (const device of devices) {
    kindOf.set(device.id, device.kind)
    const tally = found.get(device.kind) ?? { ...NOTHING }
    tally.devices += 1
    if (device.state === 'offline') tally.offline += 1
    found.set(device.kind, tally)
  }
  for (const point of points) {
    const tally = point.quality === 'good' ? undefined : of(deviceOf(point.id))
    if (tally) tally.stale += 1
  }
  for (const alarm of alarms) {
    const tally = of(alarm.device)
    if (!tally) continue
    tally.active += 1
    if (!alarm.acknowledged) tally.unacknowledged += 1
    tally.worst = gravest([tally.worst, gradeOf(alarm)])
  }
  return found
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

export function together(tallies: readonly Tally[]): Tally {
  const sum = (of: (tally: Tally) => number): number => tallies.reduce((all, tally) => all + of(tally), 0)
  return {
    devices: sum((tally) => tally.devices),
    offline: sum((tally) => tally.offline),
    stale: sum((tally) => tally.stale),
    active: sum((tally) => tally.active),
    unacknowledged: sum((tally) => tally.unacknowledged),
    worst: gravest(tallies.map((tally) => tally.worst)),
  }
}

/** The device in a point's id, which is `device/point`. */
export function deviceOf(point: string): string {
  return point.slice(0, point.indexOf('/'))
}

export function nameOf(point: string): string {
  return point.slice(point.indexOf('/') + 1)
}
