/** The past of a device, page by page, while it goes on. */
import type { TimelineEntry } from './api/types'
import { siteDate } from './format/clock'

export const SORTS = ['alarm', 'ticket', 'state', 'event'] as const
export type Sort = (typeof SORTS)[number]
export const PAGE = 50

/** Newest first. `complete`: there is nothing before the last one. */
export interface Past {
  readonly entries: readonly TimelineEntry[]
  readonly complete: boolean
}

export const NOTHING: Past = { entries: [], complete: false }

/** With the page that was asked for after its last entry. */
export function withOlder(past: Past, page: readonly TimelineEntry[]): Past {
  const known = new Set(past.entries.map((entry) => entry.id))
  const entries = [...past.entries, ...page.filter((entry) => !known.has(entry.id))]
  return { entries, complete: page.length < PAGE }
}

/** With the newest page asked for again. Where it no longer meets what was known, only the page is true. */
export function withNewest(past: Past, page: readonly TimelineEntry[]): Past {
  const fresh = new Set(page.map((entry) => entry.id))
  const meets = past.entries.some((entry) => fresh.has(entry.id))
  if (!meets) return { entries: page, complete: page.length < PAGE }
  const last = past.entries.findLastIndex((entry) => fresh.has(entry.id))
  return { entries: [...page, ...past.entries.slice(last + 1)], complete: past.complete }
}

export interface Day {
  readonly date: string
  readonly entries: readonly TimelineEntry[]
}

/** By the days of the site. */
export function byDay(entries: readonly TimelineEntry[], zone: string): Day[] {
  const days = new Map<string, TimelineEntry[]>()
  for (const entry of entries) {
    const date = siteDate(Date.parse(entry.time), zone)
    days.set(date, [...(days.get(date) ?? []), entry])
  }
  return [...days].map(([date, its]) => ({ date, entries: its }))
}
