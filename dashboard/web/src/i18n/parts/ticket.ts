/** What one ticket says. */
import { withPhrases } from '../index'

export const phrases = {
  'ticket.anyway': { zh: '仍要提交', en: 'Fixed all the same' },
  'ticket.assignee': { zh: '处理人', en: 'Assigned to' },
  'ticket.cause': { zh: '原因', en: 'Cause' },
  'ticket.fact': { zh: '{name}：{value}', en: '{name}: {value}' },
  'ticket.held': { zh: '挂起：{why}', en: 'on hold: {why}' },
  'ticket.history': { zh: '经过', en: 'History' },
  'ticket.no_history': { zh: '暂无记录', en: 'Nothing yet' },
  'ticket.now': { zh: '当前数值', en: 'Value now' },
  'ticket.rating': { zh: '评分（5 为最好）', en: 'Rating (5 is best)' },
  'ticket.reason': { zh: '原因说明', en: 'Reason' },
  'ticket.solution': { zh: '处理措施', en: 'What was done' },
  'ticket.still_abnormal': { zh: '报警条件仍然存在，测点尚未恢复正常。确定已修复？', en: 'The alarm is still active: the value is not back to normal. Is it really fixed?' },
  'ticket.until': { zh: '截止 {time}', en: 'until {time}' },
} as const

export const t = withPhrases(phrases)
