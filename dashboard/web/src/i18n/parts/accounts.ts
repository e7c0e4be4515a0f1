/** What the page of accounts says. */
import { withPhrases } from '../index'

export const phrases = {
  'accounts.add': { zh: '新增账号', en: 'Add account' },
  'accounts.disable': { zh: '停用', en: 'Disable' },
  'accounts.enable': { zh: '启用', en: 'Enable' },
  'accounts.password': { zh: '初始密码（至少 10 位）', en: 'First password (10 characters or more)' },
  'accounts.role': { zh: '角色', en: 'Role' },
  'accounts.since': { zh: '创建日期', en: 'Since' },
} as const

export const t = withPhrases(phrases)
