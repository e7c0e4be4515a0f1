/** The lines of an inspection's sheet: what an instrument cannot sense, and what somebody reads off. */
import type { Check } from '../wire'

export type Entry = boolean | number | null

/** A typed text as a number; null where it is none. */
export function typed(text: string): number | null {
  const given = text.trim().replace(',', '.')
  const number = Number(given)
  return given !== '' && Number.isFinite(number) ? number : null
}

/** Outside its limits, or not in order. An empty line is neither. */
export function isOutside(check: Check, entry: Entry): boolean {
  if (entry === null) return false
  if (typeof entry === 'boolean') return !entry
  return (check.low !== null && entry < check.low) || (check.high !== null && entry > check.high)
}

/** Only the lines that were filled in. */
export function filled(entries: Readonly<Record<string, Entry>>): Record<string, boolean | number> {
  return Object.fromEntries(Object.entries(entries).filter((line): line is [string, boolean | number] => line[1] !== null))
}
