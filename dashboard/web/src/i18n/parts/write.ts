/** What writing to a device says. */
import { withPhrases } from '../index'

export const phrases = {
  'write.confirm': { zh: '确认写入', en: 'Write it' },
  'write.differs': { zh: '已写入 {written}，但读回 {read}', en: 'Wrote {written}, but {read} was read back' },
  'write.done': { zh: '已写入 {written}，读回 {read}', en: 'Wrote {written}, read back {read}' },
  'write.select': { zh: '选择', en: 'Select' },
  'write.sure': { zh: '{place}：{name} 从 {from} 改为 {to}？', en: '{place}: set {name} from {from} to {to}?' },
  'write.value': { zh: '新值（{low}–{high}）', en: 'New value ({low}–{high})' },
} as const

export const t = withPhrases(phrases)
