/** What a person does to alarms, with ten seconds to take it back. */
import { shallowRef } from 'vue'
import { api, ApiError } from './api/client'
import type { Alarm } from './api/types'
import { say, t } from './i18n'

const UNDO_MS = 10_000
const AT_ONCE = 6

/** What the bar at the foot of the screen says; `undo` where the act can be taken back. */
export interface Notice {
  readonly text: string
  readonly failed: boolean
  readonly undo: (() => Promise<void>) | null
}

export const notice = shallowRef<Notice | null>(null)
let timer = 0

export function tell(next: Notice | null): void {
  window.clearTimeout(timer)
  notice.value = next
  if (next) timer = window.setTimeout(() => (notice.value = null), UNDO_MS)
}

/** An error in the words of the screen: its cause, as the gateway gave it. */
export function reason(error: unknown): string {
  if (error instanceof ApiError) {
    if (error.code === 'unreachable') return t('error.unreachable')
    return error.field ? `${error.message} (${error.field})` : error.message
  }
  return error instanceof Error ? error.message : String(error)
}

/** Does something, and says so at the foot of the screen when it could not be done. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    tell({ text: reason(error), failed: true, undo: null })
    return false
  }
}

/** All of them, a few at a time, so that the last of many does not run out of its time in the queue. */
async function inTurns<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items]
  const turns = async (): Promise<void> => {
    for (let item = left.shift(); item; item = left.shift()) await act(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, turns))
}

export async function acknowledge(alarms: readonly Alarm[]): Promise<void> {
  const due = alarms.filter((alarm) => !alarm.acknowledged)
  const [first] = due
  if (!first) return
  const each = (step: string) => () => inTurns(due, (alarm) => api.post(`/alarms/${alarm.id}/${step}`))
  if (!(await attempt(each('acknowledge')))) return
  const text = due.length === 1 ? say(first.message) : t('alarms.count', { n: due.length })
  tell({
    text: t('alarms.acknowledged_notice', { what: text }),
    failed: false,
    undo: async () => {
      tell(null)
      await attempt(each('unacknowledge'))
    },
  })
}

export const resetAlarm = (alarm: Alarm): Promise<boolean> => attempt(() => api.post(`/alarms/${alarm.id}/reset`))
