/** What is said where there is no page. */
import { withPhrases } from '../index'

export const phrases = {
  'nowhere.back': { zh: '返回总览', en: 'To the overview' },
  'nowhere.title': { zh: '没有这个页面', en: 'There is no such page' },
  'nowhere.why': { zh: '地址有误，或您的角色无权查看。', en: 'The address is wrong, or your role may not see it.' },
} as const

export const t = withPhrases(phrases)
