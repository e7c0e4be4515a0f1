/** Days as the pages of figures and sheets have them in their address. */
import { fromInput } from './format/clock'

const DAY_MS = 86_400_000
const PERIODS = ['day', 'week', 'month'] as const
export type Period = (typeof PERIODS)[number]

/** `from` and `to` are days at the site, both counted in. */
export interface Days {
  readonly from: string
  readonly to: string
  readonly by: Period
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The day so many days away; days have no time zone, so that no change of the clock gets in between. */
export const dayAway = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** What an address asks for; else the last `length` days. What does not make sense is put right, so that something is shown. */
export function choiceOf(query: Readonly<Record<string, unknown>>, today: string, length: number): Days {
  const day = (name: string, usual: string): string => (typeof query[name] === 'string' && DAY.test(query[name]) && !Number.isNaN(Date.parse(query[name])) ? query[name] : usual)
  const to = day('to', today)
  const from = day('from', dayAway(to, 1 - length))
  return { from: from < to ? from : to, to, by: PERIODS.find((one) => one === query['by']) ?? 'week' }
}

export const queryOf = (days: Days): Record<string, string> => ({ from: days.from, to: days.to, by: days.by })

/** From the first midnight to the one after the last day, as the gateway wants it. */
export function spanOf(days: Pick<Days, 'from' | 'to'>, zone: string): { from: string; to: string } {
  const midnight = (day: string): string => new Date(fromInput(`${day}T00:00`, zone)).toISOString()
  return { from: midnight(days.from), to: midnight(dayAway(days.to, 1)) }
}

