/** What a report of trouble says. */
import { withPhrases } from '../index'

export const phrases = {
  'create.arrive_by': { zh: '约定到场时间', en: 'Agreed time of arrival' },
  'create.description': { zh: '详细说明', en: 'More about it' },
  'create.device': { zh: '设备', en: 'Device' },
  'create.made': { zh: '工单 #{number} 已提交', en: 'Ticket #{number} was sent' },
  'create.no_device': { zh: '与设备无关', en: 'No device' },
  'create.send': { zh: '提交', en: 'Send' },
  'create.title': { zh: '问题', en: 'What is wrong' },
  'create.trade': { zh: '工种', en: 'Trade' },
  'create.urgency': { zh: '类型', en: 'Kind' },
} as const

export const t = withPhrases(phrases)
