/** Times for people. Moments are milliseconds since 1970 UTC; the site's time zone is named. */
import { t } from '../i18n'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hourCycle: 'h23', ...options })
    formats.set(key, found)
  }
  return found
}

const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
const DATE = { year: 'numeric', month: '2-digit', day: '2-digit' } as const

/** hh:mm:ss at the site. */
export function siteTime(at: number, zone: string): string {
  return format(zone, TIME).format(at)
}

/** yyyy-mm-dd at the site. */
export function siteDate(at: number, zone: string): string {
  return format(zone, DATE).format(at)
}

/** hh:mm:ss, with the date in front when it is not the day of `now`. */
export function siteMoment(at: number, now: number, zone: string): string {
  const day = siteDate(at, zone)
  const time = siteTime(at, zone)
  return day === siteDate(now, zone) ? time : `${day.slice(5)} ${time}`
}

const pad = (number: number): string => String(number).padStart(2, '0')

/** A span as a clock: m:ss, h:mm:ss, or whole days from 48 h on; with a minus when negative. */
export function span(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000)
  const sign = ms < 0 && seconds > 0 ? '−' : ''
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  if (hours >= 48) return `${sign}${t('age.d', { n: Math.floor(hours / 24) })}`
  if (hours > 0) return `${sign}${hours}:${pad(minutes)}:${pad(seconds % 60)}`
  return `${sign}${minutes}:${pad(seconds % 60)}`
}

/** A span as its greatest unit: 8 s, 12 min, 5 h, 3 d. For ages, which nobody reads to the second. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return t('age.s', { n: seconds })
  if (seconds < 3600) return t('age.min', { n: Math.floor(seconds / 60) })
  if (seconds < 48 * 3600) return t('age.h', { n: Math.floor(seconds / 3600) })
  return t('age.d', { n: Math.floor(seconds / 86_400) })
}

/** For an input of type datetime-local, in the site's time zone. */
export function toInput(at: number, zone: string): string {
  return `${siteDate(at, zone)}T${siteTime(at, zone).slice(0, 5)}`
}

/** The moment that such an input means in the site's time zone; NaN when it is empty. */
export function fromInput(text: string, zone: string): number {
  const wall = Date.parse(`${text}Z`)
  if (Number.isNaN(wall)) return wall
  const seen = (at: number): number => Date.parse(`${siteDate(at, zone)}T${siteTime(at, zone)}Z`)
  const first = wall - (seen(wall) - wall)
  return first - (seen(first) - wall)
}
