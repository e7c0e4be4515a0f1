/** What may be shown of a point: never a 0 for what is unknown, never an old value unmarked. */
import type { KindPoint, Point } from './api/types'
import { number } from './format/number'
import { say, t } from './i18n'

export interface PointState {
  readonly quality: 'good' | 'stale' | 'bad'
  /** The value as text, "—?" where there is none to be trusted. */
  readonly text: string
  readonly unit: string
  readonly value: number | null
  readonly stale: boolean
}

export const UNKNOWN = '—?'

/** `lost`: the screen itself hears nothing, so that everything on it is old. */
export function stateOf(point: Point | undefined, kind: KindPoint | undefined, lost: boolean): PointState {
  const unit = kind?.unit ?? point?.unit ?? ''
  if (!point || point.quality === 'bad' || (point.value === null && !point.text)) {
    return { quality: 'bad', text: UNKNOWN, unit: '', value: null, stale: false }
  }
  const stale = lost || point.quality === 'stale'
  const texts = kind?.texts ?? {}
  const named = point.text ? say(point.text) : point.value === null ? '' : say(texts[String(point.value)])
  const text = named || yesNo(point) || number(point.value, kind?.decimals ?? 1)
  return { quality: stale ? 'stale' : 'good', text, unit: named ? '' : unit, value: point.value, stale }
}

/** The point that every device has and no profile names. */
function yesNo(point: Point): string {
  return point.id.endsWith('/online') ? t(point.value === 1 ? 'device.online' : 'device.offline') : ''
}
