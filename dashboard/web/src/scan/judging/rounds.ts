/** Which round a guard is on, and what of it is done, as far as this phone knows. */
import type { Kept } from '../keeping/database'
import type { Round, Stop } from '../wire'

const SOON_MS = 30 * 60_000
const VISITED: ReadonlySet<string> = new Set(['done', 'late'])

/** A stop, with what the phone knows before the gateway does. */
export interface Known {
  readonly stop: Stop
  readonly visited: boolean
  readonly excused: boolean
  readonly closes_ms: number
}

/** Where a round stands: `next` can still be visited in time, where any can; null once nothing is left. */
export interface Walk {
  readonly round: Round
  readonly stops: readonly Known[]
  readonly next: Known | null
  readonly done: number
  readonly total: number
}

export function walk(round: Round, records: readonly Kept[], now: number): Walk {
  const seen = new Set(records.filter((record) => record.round === round.id).map((record) => record.checkpoint))
  const stops = round.stops.map((stop) => ({
    stop,
    visited: seen.has(stop.checkpoint) || VISITED.has(stop.state),
    excused: stop.state === 'excused',
    closes_ms: Date.parse(stop.closes_at),
  }))
  const left = stops.filter((known) => !known.visited && !known.excused)
  return { round, stops, next: left.find((known) => known.closes_ms >= now) ?? left[0] ?? null, done: stops.length - left.length, total: stops.length }
}

const isOpen = (round: Round, now: number): boolean => Date.parse(round.opens_at) <= now && now <= Date.parse(round.closes_at) + SOON_MS

/** Rounds to walk now or soon, the earliest first. */
export function choices(rounds: readonly Round[], now: number): readonly Round[] {
  return rounds
    .filter((round) => Date.parse(round.closes_at) + SOON_MS >= now)
    .sort((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at) || one.id.localeCompare(other.id))
}

/**
 * The round that counts now: the one that was chosen, then one that was begun and is not done, then one's own, then the earliest
 * of those that are open. Without any: the next one.
 */
export function current(rounds: readonly Round[], records: readonly Kept[], now: number, chosen: string | null, who: string): Round | null {
  const near = choices(rounds, now)
  const picked = near.find((round) => round.id === chosen)
  if (picked) return picked
  const open = near.filter((round) => isOpen(round, now)).map((round) => walk(round, records, now)).filter((one) => one.next)
  const begun = open.find((one) => one.done > 0)
  const own = open.find((one) => one.round.guard === who || one.round.team.includes(who))
  const first = open[0] ?? null
  return (begun ?? own ?? first)?.round ?? near.find((round) => walk(round, records, now).next) ?? null
}

/** The round that a scan of this checkpoint belongs to: the present one, or another that is open and still lacks it. */
export function roundFor(checkpoint: string, present: Round | null, rounds: readonly Round[], records: readonly Kept[], now: number): Round | null {
  const has = (round: Round): boolean => round.stops.some((stop) => stop.checkpoint === checkpoint)
  const walked = present && isOpen(present, now) ? present : null
  if (walked && has(walked)) return walked
  const open = choices(rounds, now).filter((round) => isOpen(round, now) && has(round))
  const lacking = open.find((round) => walk(round, records, now).stops.some((one) => one.stop.checkpoint === checkpoint && !one.visited))
  return lacking ?? walked
}
