/** What the dialog of the search says. */
import { withPhrases } from '../index'

export const phrases = {
  'search.nothing': { zh: '{n} 项中没有匹配的', en: 'Nothing among {n} fits' },
  'search.what': { zh: '系统、设备或测点', en: 'System, device or point' },
} as const

export const t = withPhrases(phrases)
