/** What the door says. */
import { withPhrases } from '../index'

export const phrases = {
  'sign.busy': { zh: '正在登录…', en: 'Signing in…' },
  'sign.in': { zh: '登录', en: 'Sign in' },
  'sign.lead': { zh: '楼宇设备监控', en: 'Building monitoring' },
  'sign.password': { zh: '密码', en: 'Password' },
  'sign.wrong': { zh: '用户名或密码不正确', en: 'User name or password is wrong' },
} as const

export const t = withPhrases(phrases)
