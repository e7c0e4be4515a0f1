/** What the clocks of tickets say. */
import { withPhrases } from '../index'

export const phrases = {
  'clock.arrive': { zh: '到场时限', en: 'On site within' },
  'clock.held': { zh: '已暂停', en: 'on hold' },
  'clock.left': { zh: '剩 {time}', en: '{time} left' },
  'clock.over': { zh: '超时 {time}', en: '{time} over' },
  'clock.resolve': { zh: '修复时限', en: 'Fixed within' },
} as const

export const t = withPhrases(phrases)
