/** What the drawings of pump rooms and switchgear say. */
import { withPhrases } from '../index'

export const phrases = {
  'mimic.bar': { zh: '母排温度', en: 'Busbar temp.' },
  'mimic.building': { zh: '至楼宇', en: 'to the building' },
  'mimic.busbar': { zh: '母线', en: 'Busbar' },
  'mimic.cable': { zh: '电缆温度', en: 'Cable temp.' },
  'mimic.current': { zh: '电流', en: 'Current' },
  'mimic.feeder': { zh: '馈线 {n}', en: 'Feeder {n}' },
  'mimic.hours': { zh: '运行小时', en: 'Hours run' },
  'mimic.incomer': { zh: '进线', en: 'Incomer' },
  'mimic.mains': { zh: '市政进水', en: 'City mains' },
  'mimic.phase': { zh: '{name} 相', en: 'Phase {name}' },
  'mimic.power': { zh: '功率与电能质量', en: 'Power and its quality' },
  'mimic.pump': { zh: '{n} 号泵', en: 'Pump {n}' },
  'mimic.setpoint': { zh: '压力设定', en: 'Set point' },
  'mimic.speed': { zh: '频率', en: 'Speed' },
  'mimic.tank': { zh: '水箱', en: 'Tank' },
  'mimic.winding': { zh: '绕组', en: 'Winding' },
} as const

export const t = withPhrases(phrases)
