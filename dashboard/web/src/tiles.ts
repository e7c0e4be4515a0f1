/** What a system's tile says, from what is known of its devices. */
import type { Alarm, Device, Point } from './api/types'
import { asPriority, type Priority } from './priority'

export interface TileState {
  readonly kind: string
  readonly name: string
  readonly devices: number
  readonly offline: number
  readonly stale: number
  /** The gravest priority among what is open; null when nothing is. */
  readonly worst: Priority | null
  readonly active: number
  readonly unacknowledged: number
  /** No device of the system answers. */
  readonly lost: boolean
}

export function worstOf(alarms: readonly Alarm[]): Priority | null {
  return alarms.length === 0 ? null : asPriority(Math.min(...alarms.map((alarm) => alarm.priority)))
}

/** `alarms` are open ones; only those of the kind's devices count, and so with the points. */
export function tileOf(
  kind: string,
  name: string,
  devices: readonly Device[],
  points: Iterable<Point>,
  alarms: readonly Alarm[],
): TileState {
  const ids = new Set(devices.filter((device) => device.kind === kind).map((device) => device.id))
  const mine = alarms.filter((alarm) => ids.has(alarm.device))
  let stale = 0
  for (const point of points) if (point.quality !== 'good' && ids.has(deviceOf(point.id))) stale += 1
  const offline = devices.filter((device) => ids.has(device.id) && device.state === 'offline').length
  return {
    kind,
    name,
    devices: ids.size,
    offline,
    stale,
    worst: worstOf(mine),
    active: mine.length,
    unacknowledged: mine.filter((alarm) => !alarm.acknowledged).length,
    lost: ids.size > 0 && offline === ids.size,
  }
}

/** The device in a point's id, which is `device/point`. */
export function deviceOf(point: string): string {
  return point.slice(0, point.indexOf('/'))
}

export function nameOf(point: string): string {
  return point.slice(point.indexOf('/') + 1)
}
