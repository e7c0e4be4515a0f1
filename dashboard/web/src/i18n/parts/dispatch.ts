/** What is said of guards who are sent to look. */
import type { Dispatch } from '../../api/patrol'
import { preferences } from '../../preferences'
import { withPhrases } from '../index'

export const phrases = {
  'dispatch.anybody': { zh: '在岗保安', en: 'whoever is on shift' },
  'dispatch.cancel': { zh: '撤回', en: 'Call back' },
  'dispatch.send': { zh: '派保安查看', en: 'Send a guard' },
  'dispatch.told': { zh: '已派 {who} 前往 {place}', en: 'Sent to {place}: {who}' },
} as const

export const t = withPhrases(phrases)

const STATES: Readonly<Record<Dispatch['state'], { zh: string; en: string }>> = {
  sent: { zh: '已派，待接受', en: 'guard sent, not accepted yet' },
  accepted: { zh: '已接受，前往中', en: 'guard on the way' },
  arrived: { zh: '已到场', en: 'guard on the spot' },
  done: { zh: '已查看', en: 'guard has looked' },
  cancelled: { zh: '已撤回', en: 'called back' },
}

export const stateWord = (state: Dispatch['state']): string => STATES[state]?.[preferences.language] ?? state
