/** What trends say. */
import { withPhrases, type PlainKeyOf } from '../index'

export const phrases = {
  'trends.add': { zh: '添加测点', en: 'Add a point' },
  'trends.choose_device': { zh: '选择设备', en: 'Choose a device' },
  'trends.choose_point': { zh: '选择测点', en: 'Choose a point' },
  'trends.day': { zh: '24 小时', en: '24 hours' },
  'trends.device': { zh: '设备', en: 'Device' },
  'trends.empty': { zh: '请选择测点，最多 {n} 个', en: 'Choose up to {n} points' },
  'trends.from': { zh: '从', en: 'From' },
  'trends.hour': { zh: '1 小时', en: '1 hour' },
  'trends.month': { zh: '30 天', en: '30 days' },
  'trends.of': { zh: '趋势：{what}', en: 'Trend of {what}' },
  'trends.remove': { zh: '移除 {what}', en: 'Remove {what}' },
  'trends.shift': { zh: '8 小时', en: '8 hours' },
  'trends.to': { zh: '到', en: 'To' },
  'trends.week': { zh: '7 天', en: '7 days' },
} as const

export const t = withPhrases(phrases)
export type PlainKey = PlainKeyOf<typeof phrases>
