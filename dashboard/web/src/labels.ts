/** Which devices get a label, and how labels lie on sheets. */
import type { Device, Kind, Words } from './api/types'

/** A4 of 3 × 8 labels, 70 × 37 mm each. */
export const A_SHEET = 24

/** What stands on a label in both languages: what they share stands once. */
export const both = (words: Words | null | undefined): readonly string[] => [...new Set([words?.zh, words?.en].filter((text): text is string => Boolean(text)))]

export interface Choice {
  readonly system: string
  readonly kind: string
  /** Ids; none: all that system and kind leave. */
  readonly devices: readonly string[]
}

/** What an address asks for. */
export function choiceOf(query: Readonly<Record<string, unknown>>): Choice {
  const text = (name: string): string => (typeof query[name] === 'string' ? query[name] : '')
  return { system: text('system'), kind: text('kind'), devices: text('devices').split(',').filter(Boolean) }
}

/** The devices that may be chosen. */
export function offered(choice: Choice, devices: Iterable<Device>, kinds: ReadonlyMap<string, Kind>): Device[] {
  const fits = (device: Device): boolean => !choice.system || kinds.get(device.kind)?.screen.system === choice.system
  return [...devices].filter((device) => fits(device) && (!choice.kind || device.kind === choice.kind))
}

/** Of those the ones that are chosen. */
export function chosen(choice: Choice, among: readonly Device[]): Device[] {
  return choice.devices.length === 0 ? [...among] : among.filter((device) => choice.devices.includes(device.id))
}

export function sheetsOf(devices: readonly Device[]): Device[][] {
  const count = Math.ceil(devices.length / A_SHEET)
  return Array.from({ length: count }, (_, sheet) => devices.slice(sheet * A_SHEET, (sheet + 1) * A_SHEET))
}
