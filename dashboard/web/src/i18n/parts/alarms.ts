/** What the lists of alarms say. */
import { withPhrases } from '../index'

export const phrases = {
  'alarms.acknowledge_all': { zh: '确认全部（{n}）', en: 'Acknowledge all ({n})' },
  'alarms.acknowledged_by': { zh: '{who} 已确认', en: 'acknowledged by {who}' },
  'alarms.any_device': { zh: '全部设备', en: 'All devices' },
  'alarms.any_priority': { zh: '全部级别', en: 'All priorities' },
  'alarms.away': { zh: '{n} 台设备无法通信', en: 'Devices out of reach: {n}' },
  'alarms.consequence': { zh: '其他报警的后果', en: 'consequence of another alarm' },
  'alarms.consequence_of': { zh: '后果，起因：{what}', en: 'consequence of: {what}' },
  'alarms.critical': { zh: '危急', en: 'Critical' },
  'alarms.device': { zh: '设备', en: 'Device' },
  'alarms.filter': { zh: '筛选', en: 'Filter' },
  'alarms.fire': { zh: '火警', en: 'Fire' },
  'alarms.never': { zh: '所选条件下没有报警记录', en: 'No alarms on record for this choice' },
  'alarms.no_held': { zh: '没有被抑制的报警', en: 'No alarm is held back' },
  'alarms.others': { zh: '其他', en: 'Others' },
  'alarms.picture': { zh: '报警画面', en: 'Picture of the alarm' },
  'alarms.priority': { zh: '级别', en: 'Priority' },
  'alarms.reset': { zh: '复位', en: 'Reset' },
  'alarms.ticket': { zh: '工单', en: 'Ticket' },
  'alarms.trend': { zh: '前后 30 分钟趋势', en: 'Trend ± 30 min' },
  'alarms.waiting': { zh: '{n} 条新报警 ↑', en: '{n} new ↑' },
  'alarms.without_supply': { zh: '{n} 台设备失电', en: 'Devices without supply: {n}' },
} as const

export const t = withPhrases(phrases)
