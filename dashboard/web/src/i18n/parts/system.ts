/** What a system's page says. */
import { withPhrases } from '../index'

export const phrases = {
  'point.open': { zh: '查看 {name}', en: 'Open {name}' },
  'system.alarms': { zh: '未结报警', en: 'Open alarms' },
  'system.all': { zh: '全部', en: 'All' },
  'system.devices': { zh: '设备', en: 'Devices' },
  'system.mimic': { zh: '{name} 示意图', en: 'Drawing of {name}' },
  'system.no_alarms': { zh: '没有未结报警', en: 'No open alarms' },
  'system.table': { zh: '表格', en: 'Table' },
  'table.age': { zh: '距今', en: 'Age' },
  'table.device': { zh: '设备', en: 'Device' },
  'table.limits': { zh: '报警限值', en: 'Alarm limits' },
  'table.open': { zh: '操作', en: 'Open' },
  'table.quality': { zh: '质量', en: 'Quality' },
  'table.value': { zh: '数值', en: 'Value' },
} as const

export const t = withPhrases(phrases)
