/** Names, units and limits for what the live messages tell by id alone. For views, which hand them on. */
import type { Alarm, KindPoint, Limit } from './api/types'
import { number } from './format/number'
import { say, t } from './i18n'
import { may } from './session'
import type { useStore } from './store'
import { GATE, PATROL } from './systems'
import { deviceOf, nameOf } from './tiles'

export function useNames(store: ReturnType<typeof useStore>) {
  function kindName(kind: string): string {
    return say(store.kinds.get(kind)?.name) || kind
  }

  function deviceName(id: string): string {
    return say(store.devices.get(id)?.name) || id
  }

  /** Of a route, by one of its rounds; what is of none is about all patrols. */
  function routeName(route: string): string {
    for (const round of store.rounds.values()) if (round.route === route) return `${t('nav.patrol')} · ${say(round.name)}`
    return t('nav.patrol')
  }

  /** An alarm may be about the way to many devices, a gate or a route; then its device is `connection:`, `gate:` or `patrol:` and an id. */
  function ownName(id: string): string {
    if (!id.includes(':')) return ''
    const own = id.slice(id.indexOf(':') + 1)
    if (id.startsWith(PATROL)) return routeName(own)
    const named = id.startsWith(GATE) ? store.site?.gates : store.site?.connections
    return say(named?.find((one) => one.id === own)?.name) || own
  }

  /** Whether a camera may have seen what an alarm is about, and whoever looks may see that. */
  function pictured(alarm: Alarm): boolean {
    const kind = store.kinds.get(store.devices.get(alarm.device)?.kind ?? '')
    return may('see_gates') && (alarm.device.startsWith(GATE) || (kind?.protocols.includes('camera') ?? false))
  }

  /** Which one and where it is: "Tower 1 pump room · B1"; once, where the one says the other as well. */
  function place(id: string | null): string {
    if (!id) return ''
    const own = ownName(id)
    if (own) return own
    const device = store.devices.get(id)
    const where = say(device?.location)
    const name = deviceName(id)
    if (name.includes(where)) return name
    return where.includes(name) ? where : `${name} · ${where}`
  }

  function pointOf(id: string): KindPoint | undefined {
    const kind = store.kinds.get(store.devices.get(deviceOf(id))?.kind ?? '')
    return kind?.points.find((point) => point.id === nameOf(id))
  }

  function pointName(id: string): string {
    const name = nameOf(id)
    const own = store.site?.point_names[id]
    return say(own) || say(pointOf(id)?.name) || (name === 'online' ? t('point.online') : name)
  }

  /** How a point's values are written and drawn. */
  function manner(id: string): { decimals: number; stepped: boolean } {
    const point = pointOf(id)
    return { decimals: point?.decimals ?? 1, stepped: !point || Object.keys(point.texts).length > 0 }
  }

  /** The limits that hold for one device's point: the site's own in place of the kind's. */
  function limitsOf(id: string): readonly Limit[] {
    const limits = pointOf(id)?.limits ?? []
    const own = limits.filter((limit) => limit.device === deviceOf(id))
    const replaced = new Set(own.map((limit) => limit.rule))
    return [...own, ...limits.filter((limit) => limit.device === null && !replaced.has(limit.rule))]
  }

  /** The value that raised an alarm and the limit it passed. */
  function reading(alarm: Alarm): string {
    const point = pointOf(`${alarm.device}/${alarm.point}`)
    if (alarm.value === null || !point || Object.keys(point.texts).length > 0) return ''
    const { decimals } = point
    const unit = point.unit ? ` ${point.unit}` : ''
    const value = `${number(alarm.value, decimals)}${unit}`
    return alarm.limit === null ? value : t('alarms.against', { value, limit: `${number(alarm.limit, decimals)}${unit}` })
  }

  /** Of what a held back alarm is a consequence; empty for any other. */
  function origin(alarm: Alarm): string {
    const cause = alarm.cause ? store.alarms.get(alarm.cause) : undefined
    return cause ? `${say(cause.message)} · ${place(cause.device)}` : ''
  }

  return { origin, kindName, deviceName, place, pictured, pointOf, pointName, limitsOf, manner, reading }
}
