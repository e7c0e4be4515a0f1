/** What the overview and its tiles say. */
import { withPhrases } from '../index'

export const phrases = {
  'device.never': { zh: '从未连接', en: 'never seen' },
  'health.online': { zh: '{all} 台中 {n} 台在线', en: '{n} of {all} online' },
  'overview.all_alarms': { zh: '全部 {n} 条', en: 'All {n}' },
  'overview.all_online': { zh: '{n} 台设备全部在线', en: 'All {n} devices online' },
  'overview.all_tickets': { zh: '全部 {n} 单', en: 'All {n}' },
  'overview.clocks': { zh: '工单时限', en: 'Ticket clocks' },
  'overview.more': { zh: '另有 {n} 台', en: '{n} more' },
  'overview.newest': { zh: '最新报警', en: 'Newest alarms' },
  'overview.offline': { zh: '离线设备', en: 'Devices offline' },
  'overview.systems': { zh: '系统', en: 'Systems' },
  'tickets.none': { zh: '没有未结工单', en: 'No open tickets' },
  'tile.alarms': { zh: '{n} 条 · 未确认 {u}', en: '{n} open · {u} new' },
  'tile.devices': { zh: '{n} 台', en: '{n} devices' },
  'tile.headline': { zh: '{what} · 近 30 分钟', en: '{what} · last 30 min' },
  'tile.no_history': { zh: '暂无历史数据', en: 'No history yet' },
  'tile.normal': { zh: '正常', en: 'Normal' },
  'tile.offline': { zh: '离线 {n}', en: '{n} offline' },
  'tile.stale': { zh: '非实时 {n}', en: '{n} not live' },
} as const

export const t = withPhrases(phrases)
