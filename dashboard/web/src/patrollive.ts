/** What the live channel tells of patrols: the rounds around now, who is on shift, who was sent, what was found. */
import { shallowReactive } from 'vue'
import type { Dispatch, Incident, Panic, PatrolNews, Round, Shift } from './api/patrol'

/** A screen may be open for months; what is older is asked for where it is looked at. */
const KEPT_MS = 13 * 3_600_000
const DISPATCH_KEPT_MS = 24 * 3_600_000

export function patrolState() {
  const rounds = shallowReactive(new Map<string, Round>())
  const shifts = shallowReactive(new Map<string, Shift>())
  const dispatches = shallowReactive(new Map<string, Dispatch>())
  const panics = shallowReactive(new Map<string, Panic>())
  const incidents = shallowReactive(new Map<string, Incident>())

  /** A thing that is over goes. */
  function keep<T extends { readonly id: string }>(map: Map<string, T>, thing: T, open: boolean): void {
    if (open) map.set(thing.id, thing)
    else map.delete(thing.id)
  }

  function takeOne(news: PatrolNews): void {
    if (news.what === 'round') rounds.set(news.id, news)
    else if (news.what === 'dispatch') dispatches.set(news.id, news)
    else if (news.what === 'shift') keep(shifts, news, !news.ended_at)
    else if (news.what === 'panic') keep(panics, news, !news.cleared_at)
    else keep(incidents, news, !news.closed_at)
  }

  function forget(now: number): void {
    for (const { id, closes_at } of rounds.values()) if (now - Date.parse(closes_at) > KEPT_MS) rounds.delete(id)
    for (const { id, time } of dispatches.values()) if (now - Date.parse(time) > DISPATCH_KEPT_MS) dispatches.delete(id)
  }

  return {
    maps: { rounds, shifts, dispatches, panics, incidents },
    take(news: readonly PatrolNews[], now: number): void {
      news.forEach(takeOne)
      if (news.length > 0) forget(now)
    },
    /** In place of all that was known. */
    takeAll(news: readonly PatrolNews[]): void {
      for (const map of [rounds, shifts, dispatches, panics, incidents]) map.clear()
      news.forEach(takeOne)
    },
  }
}
