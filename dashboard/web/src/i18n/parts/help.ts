/** What the dialog of the keys says. */
import { withPhrases, type PlainKeyOf } from '../index'

export const phrases = {
  'help.acknowledge': { zh: '确认选中或最新的报警', en: 'Acknowledge the selected or newest alarm' },
  'help.correct': { zh: '更正出入口的车牌', en: "Put a gate's plate right" },
  'help.full': { zh: '全屏', en: 'Full screen' },
  'help.guard': { zh: '派保安查看选中或最新的报警', en: 'Send a guard to the selected or newest alarm' },
  'help.keys': { zh: '启用单键命令', en: 'Single letters are commands' },
  'help.move': { zh: '下一行 / 上一行', en: 'Next row / row before' },
  'help.open': { zh: '打开选中的行', en: 'Open the selected row' },
  'help.open_gate': { zh: '放行出入口的车辆', en: 'Open a gate' },
  'help.silence': { zh: '静音', en: 'Silence' },
  'help.ticket': { zh: '打开报警的工单', en: "Open the alarm's ticket" },
} as const

export const t = withPhrases(phrases)
export type PlainKey = PlainKeyOf<typeof phrases>
