/** What the health page says. */
import { withPhrases } from '../index'

export const phrases = {
  'health.attempts': { zh: '已尝试 {n} 次', en: '{n} attempts' },
  'health.broker': { zh: '消息代理', en: 'Broker' },
  'health.connection': { zh: '连接', en: 'Connection' },
  'health.connections': { zh: '设备连接', en: 'Connections to devices' },
  'health.database': { zh: '数据库', en: 'Database' },
  'health.devices': { zh: '设备', en: 'Devices' },
  'health.dropped': { zh: '已丢弃读数', en: 'Readings dropped' },
  'health.error': { zh: '最近的错误', en: 'Latest error' },
  'health.failed': { zh: '未能送达的通知', en: 'Notifications that could not be sent' },
  'health.good': { zh: '正常 {good} · 不可信 {bad} · 过期 {stale}', en: '{good} good · {bad} bad · {stale} stale' },
  'health.inner': { zh: '网关内部', en: 'Inside' },
  'health.journal': { zh: '事件日志', en: 'Journal' },
  'health.late': { zh: '共 {polls} 次，延迟 {late} 次，最长 {worst} 秒', en: '{late} of {polls} late, at most {worst} s' },
  'health.lateness': { zh: '轮询', en: 'Polls' },
  'health.latest_unreadable': { zh: '最近一条无法解析的消息', en: 'Latest message that could not be read' },
  'health.none_failed': { zh: '通知均已送达', en: 'Every notification was sent' },
  'health.notifications': { zh: '通知', en: 'Notifications' },
  'health.now': { zh: '当前状态', en: 'Now' },
  'health.online': { zh: '{all} 台中 {n} 台在线', en: '{n} of {all} online' },
  'health.points': { zh: '测点', en: 'Points' },
  'health.rows': { zh: '{n} 行（{size}）', en: '{n} rows ({size})' },
  'health.running': { zh: '已运行', en: 'Running for' },
  'health.screens': { zh: '在线屏幕', en: 'Screens' },
  'health.sent': { zh: '待发 {queued} · 失败 {failed}', en: '{queued} waiting · {failed} failed' },
  'health.spool': { zh: '待写入数据库', en: 'Waiting for the database' },
  'health.status': { zh: '总体', en: 'Altogether' },
  'health.title': { zh: '系统自检', en: 'Health of Gatehouse' },
  'health.unreadable': { zh: '无法解析的消息', en: 'Unreadable messages' },
  'health.version': { zh: '版本', en: 'Version' },
  'health.waiting': { zh: '{n} 条待入库', en: '{n} waiting' },
} as const

export const t = withPhrases(phrases)
