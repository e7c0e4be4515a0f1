/** What of the phone and its browser stands in the way, so that the guard is told before it matters. */
export type Hindrance = 'insecure' | 'in_app' | 'storage_full' | 'storage_loose' | 'queue_old' | 'no_worker'

const IN_APP = /MicroMessenger|DingTalk|AliApp|QQ\/|Weibo|Lark|Feishu|FBAN|FBAV|Instagram|Line\//i
const FULL = 0.9
const OLD_MS = 30 * 60_000

export const isInApp = (agent: string): boolean => IN_APP.test(agent)

/** `oldestMs`: when the oldest scan that waits was made; null where none waits. */
export const isQueueOld = (oldestMs: number | null, now: number): boolean => oldestMs !== null && now - oldestMs > OLD_MS

/** Asks the browser not to throw away what is kept. */
export async function askToKeep(): Promise<void> {
  await navigator.storage?.persist?.()
}

export async function hindrances(hasShift: boolean): Promise<readonly Hindrance[]> {
  if (!isSecureContext) return ['insecure']
  const found: Hindrance[] = []
  if (isInApp(navigator.userAgent)) found.push('in_app')
  if (!('serviceWorker' in navigator)) found.push('no_worker')
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {}
  if (quota > 0 && usage / quota > FULL) found.push('storage_full')
  if (hasShift && !((await navigator.storage?.persisted?.()) ?? false)) found.push('storage_loose')
  return found
}
