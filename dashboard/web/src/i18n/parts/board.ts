/** What the board of tickets says. */
import { withPhrases, type PlainKeyOf } from '../index'

export const phrases = {
  'board.accepted': { zh: '已接单', en: 'Accepted' },
  'board.arrived': { zh: '已到场', en: 'On site' },
  'board.assign': { zh: '派单', en: 'Assign' },
  'board.breached': { zh: '{n} 单超时', en: '{n} out of time' },
  'board.closed': { zh: '已关闭', en: 'Closed' },
  'board.fixed': { zh: '已修复', en: 'Fixed' },
  'board.mine': { zh: '只看我的', en: 'Only mine' },
  'board.new': { zh: '待接单', en: 'New' },
  'board.none': { zh: '没有工单', en: 'No tickets' },
  'board.reassign': { zh: '改派', en: 'Reassign' },
} as const

export const t = withPhrases(phrases)
export type PlainKey = PlainKeyOf<typeof phrases>
