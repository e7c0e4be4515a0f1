/** The systems of the house: kinds of devices that belong together. Fire stands first. */
import type { Alarm, Device, Kind } from './api/types'
import { bySystem } from './mimics/registry'
import { gradeOf, gravest, rankOf, type Grade } from './priority'
import { NOTHING, together, type Tally } from './tiles'

/** Alarms of a gate name this and its id as their device. */
export const GATE = 'gate:'
/** Those of a route, and of the patrols as a whole, this. */
export const PATROL = 'patrol:'

export interface System {
  readonly system: string
  readonly kinds: readonly Kind[]
}

/** Of the kinds only those count of which the site has a device. */
export function systemsOf(kinds: Iterable<Kind>, devices: Iterable<Device>): System[] {
  const used = new Set([...devices].map((device) => device.kind))
  const found = new Map<string, Kind[]>()
  for (const kind of bySystem([...kinds].filter((one) => used.has(one.kind)))) {
    found.set(kind.screen.system, [...(found.get(kind.screen.system) ?? []), kind])
  }
  return [...found].map(([system, its]) => ({ system, kinds: its }))
}

/** A line of a tile: one kind, and how it is. */
export interface KindLine extends Tally {
  readonly kind: Kind
}

export interface SystemState extends Tally {
  readonly system: string
  readonly lines: readonly KindLine[]
}

export function stateOfSystem(system: System, tallies: ReadonlyMap<string, Tally>): SystemState {
  const lines = system.kinds.map((kind) => ({ kind, ...(tallies.get(kind.kind) ?? NOTHING) }))
  return { system: system.system, lines, ...together(lines) }
}

/** The kind that a system opens with: the one in the worst state, else its first. */
export function opensWith(system: SystemState): Kind | undefined {
  return system.lines.toSorted((a, b) => rankOf(a.worst) - rankOf(b.worst))[0]?.kind
}

/** The gravest open alarm of each system, of the gates and of the patrols; what belongs to no device is the gateway's own. */
export function worstBySystem(alarms: Iterable<Alarm>, devices: ReadonlyMap<string, Device>, kinds: ReadonlyMap<string, Kind>): Map<string, Grade | null> {
  const found = new Map<string, Grade | null>()
  for (const alarm of alarms) {
    const device = devices.get(alarm.device)
    const ours = alarm.device.startsWith(GATE) ? 'gates' : alarm.device.startsWith(PATROL) ? 'patrol' : 'gatehouse'
    const system = device ? (kinds.get(device.kind)?.screen.system ?? 'other') : ours
    found.set(system, gravest([found.get(system) ?? null, gradeOf(alarm)]))
  }
  return found
}
