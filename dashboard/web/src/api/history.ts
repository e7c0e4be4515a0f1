/** What points were, from the database. */
import { api } from './client'
import type { History } from './types'

const HALF_HOUR_MS = 1_800_000
const SPARK_POINTS = 60
/** More lines than this in one sparkline say nothing any more. */
const LINES = 6

export function history(point: string, from: number, to: number, maxPoints: number): Promise<History> {
  return api.get<History>(`/points/${point}/history`, {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    max_points: maxPoints,
  })
}

/** A moment as a share of the time shown (0…1), and the value from then on; null is a gap. */
export type Dot = readonly [at: number, value: number | null]

/** The means of one point over the half hour before `to`, a line for each of the first few devices. */
export async function recentLines(devices: readonly string[], point: string, to: number): Promise<Dot[][]> {
  const ask = (device: string) => history(`${device}/${point}`, to - HALF_HOUR_MS, to, SPARK_POINTS)
  const answers = await Promise.all(devices.slice(0, LINES).map(ask))
  return answers.map((answer) => answer.samples.map((sample): Dot => [1 - (to - Date.parse(sample[0])) / HALF_HOUR_MS, sample[2]]))
}
