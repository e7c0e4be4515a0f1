/** How rounds stand, and what of them somebody has to look at. */
import type { Dispatch, Round, Route, Shift, Stop } from './api/patrol'

/** A phone that has said nothing for so long is without a network. */
export const SILENT_MS = 90_000

/** Told with a visit, but no reason to look: the same stop twice, nothing due there, records still to come. */
const HARMLESS: readonly string[] = ['duplicate', 'no_round', 'chain_gap']

export const hurtful = (flags: readonly string[]): readonly string[] => flags.filter((flag) => !HARMLESS.includes(flag))

/** As a stop is drawn: its state, or that there is something odd about its visit. */
export type Shown = Stop['state'] | 'flagged'

export function shownAs(stop: Stop): Shown {
  const visited = stop.state === 'done' || stop.state === 'late'
  return visited && hurtful(stop.flags).length > 0 ? 'flagged' : stop.state
}

export type Weight = 'grave' | 'bad' | 'light' | 'quiet'

/** How much a stop calls: a key stop that was missed most, then any other and what is odd, then what was late. */
export function weightOf(stop: Stop): Weight {
  const shown = shownAs(stop)
  if (shown === 'missed') return stop.key ? 'grave' : 'bad'
  if (shown === 'flagged') return 'bad'
  // What was found there is an incident, which calls for itself.
  return shown === 'late' || stop.finding ? 'light' : 'quiet'
}

const WEIGHTS: readonly Weight[] = ['grave', 'bad', 'light', 'quiet']

export const heaviest = (weights: readonly Weight[]): Weight => WEIGHTS.find((weight) => weights.includes(weight)) ?? 'quiet'

/** The class that gives a weight its colour, which is that of the alarm that it raises. */
export const COLOURS: Readonly<Record<Weight, string>> = { grave: 'p2', bad: 'p3', light: 'p4', quiet: '' }

const isOver = (round: Round, now: number): boolean => Date.parse(round.closes_at) <= now
const isOn = (round: Round, now: number): boolean => round.state === 'open' || (Date.parse(round.opens_at) <= now && !isOver(round, now))
const byStart = (a: Round, b: Round): number => (a.starts_at < b.starts_at ? -1 : 1)

/** The rounds of a route as the board shows them; `now` holds those that run, else nothing. */
export interface Lane {
  /** Of the route. */
  readonly id: string
  readonly before: Round | undefined
  readonly now: readonly Round[]
  readonly next: Round | undefined
}

export function laneOf(route: string, rounds: Iterable<Round>, at: number): Lane {
  const its = [...rounds].filter((round) => round.route === route).sort(byStart)
  const now = its.filter((round) => isOn(round, at))
  const before = its.findLast((round) => !now.includes(round) && isOver(round, at))
  return { id: route, before, now, next: its.find((round) => !now.includes(round) && !isOver(round, at)) }
}

/** Routes where something is wrong first, then those that run; else as the site lists them. */
export function inOrder(lanes: readonly Lane[]): Lane[] {
  const rank = (lane: Lane): number => {
    const weight = heaviest(shownOf(lane).flatMap((round) => round.stops.map(weightOf)))
    return weight === 'quiet' || weight === 'light' ? (lane.now.length > 0 ? 2 : 3) : WEIGHTS.indexOf(weight)
  }
  return lanes.toSorted((a, b) => rank(a) - rank(b))
}

/** What counts as present: rounds that run, and the one before. */
export const shownOf = (lane: Lane): readonly Round[] => [...lane.now, ...(lane.before ? [lane.before] : [])]

export interface Tally {
  readonly running: number
  readonly due: number
  readonly missed: number
  readonly missedKey: number
  readonly flagged: number
  readonly late: number
  readonly offline: number
}

export function tallyOf(lanes: readonly Lane[]): Tally {
  const rounds = lanes.flatMap(shownOf)
  const stops = rounds.flatMap((round) => round.stops)
  const count = (fits: (stop: Stop) => boolean): number => stops.filter(fits).length
  return {
    running: lanes.reduce((all, lane) => all + lane.now.length, 0),
    due: lanes.flatMap((lane) => lane.now).flatMap((round) => round.stops).filter((stop) => stop.state === 'due').length,
    missed: count((stop) => stop.state === 'missed'),
    missedKey: count((stop) => stop.state === 'missed' && stop.key),
    flagged: count((stop) => shownAs(stop) === 'flagged'),
    late: count((stop) => shownAs(stop) === 'late'),
    offline: rounds.filter((round) => round.offline_since !== null).length,
  }
}

export function lanesOf(routes: readonly Pick<Route, 'id'>[], rounds: Iterable<Round>, at: number): Lane[] {
  const byRoute = new Map<string, Round[]>()
  for (const round of rounds) {
    const its = byRoute.get(round.route)
    if (its) its.push(round)
    else byRoute.set(round.route, [round])
  }
  return routes.map((route) => laneOf(route.id, byRoute.get(route.id) ?? [], at))
}

/** How each checkpoint stands on the plan: the gravest of its present stops, else the newest. */
export function stopsByPlace(lanes: readonly Lane[]): Map<string, { readonly stop: Stop; readonly round: Round }> {
  const found = new Map<string, { readonly stop: Stop; readonly round: Round }>()
  const rank = (stop: Stop): number => WEIGHTS.indexOf(weightOf(stop))
  for (const round of lanes.flatMap((lane) => [...(lane.before ? [lane.before] : []), ...lane.now])) {
    for (const stop of round.stops) {
      const known = found.get(stop.checkpoint)
      if (!known || rank(stop) <= rank(known.stop)) found.set(stop.checkpoint, { stop, round })
    }
  }
  return found
}

export const isOpen = (dispatch: Dispatch): boolean => ['sent', 'accepted', 'arrived'].includes(dispatch.state)

/** By alarm the dispatch that counts: an open one before one that is over, then the newest. */
export function byAlarm(dispatches: Iterable<Dispatch>): Map<string, Dispatch> {
  const found = new Map<string, Dispatch>()
  const inTime = [...dispatches].sort((a, b) => (a.time < b.time ? -1 : 1))
  for (const one of [...inTime.filter((each) => !isOpen(each)), ...inTime.filter(isOpen)]) if (one.alarm) found.set(one.alarm, one)
  return found
}

/** Since when a phone is silent; null while it speaks. */
export function silentSince(shift: Shift, now: number): number | null {
  const heard = Date.parse(shift.last_contact ?? shift.started_at)
  return now - heard > SILENT_MS ? heard : null
}
