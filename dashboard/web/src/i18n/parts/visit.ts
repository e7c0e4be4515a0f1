/** What a visitor, or the host, reads on the phone. */
import { withPhrases } from '../index'

export const phrases = {
  'visit.title': { zh: '访客通行证', en: 'Visitor\'s pass' },
  'visit.title_contractor': { zh: '施工通行证', en: 'Contractor\'s pass' },
  'visit.show': { zh: '到道口时向门岗出示此码', en: 'Show this code at the gate' },
  'visit.by_plate': { zh: '车牌 {plate} 到道口时自动放行', en: 'The gate opens for {plate} by itself' },
  'visit.waits': { zh: '等待被访户确认', en: 'Your host has not confirmed yet' },
  'visit.confirmed': { zh: '已确认', en: 'Confirmed' },
  'visit.revoked': { zh: '已作废，请联系被访户', en: 'No longer good; please ask your host' },
  'visit.over': { zh: '已过期', en: 'Its time is over' },
  'visit.early': { zh: '尚未生效', en: 'Not valid yet' },
  'visit.visitor': { zh: '访客', en: 'Visitor' },
  'visit.host': { zh: '被访户', en: 'Host' },
  'visit.plate': { zh: '车牌', en: 'Plate' },
  'visit.from': { zh: '自', en: 'From' },
  'visit.until': { zh: '至', en: 'Until' },
  'visit.gates': { zh: '可走道口', en: 'Gates' },
  'visit.every_gate': { zh: '全部道口', en: 'every gate' },
  'visit.uses': { zh: '已用次数', en: 'Used' },
  'visit.ask': { zh: '有人申请来访，请确认是否同意', en: 'Somebody asks to visit you. Do you agree?' },
  'visit.yes': { zh: '同意来访', en: 'Yes, let them in' },
  'visit.no': { zh: '不同意', en: 'No' },
  'visit.answered_yes': { zh: '您已同意', en: 'You have agreed' },
  'visit.answered_no': { zh: '您已拒绝', en: 'You have declined' },
  'visit.take_back': { zh: '撤回同意', en: 'Take it back' },
  'visit.none': { zh: '没有这张通行证，或已失效', en: 'There is no such pass, or it is over' },
  'visit.code': { zh: '通行码', en: 'Code' },
} as const

export const t = withPhrases(phrases)
