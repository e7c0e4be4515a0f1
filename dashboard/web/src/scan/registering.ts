/** Puts the page on the phone, and takes a newer one when it is opened, never in the middle of a round. */
const WORKER = '/scan-worker.js'
const AT_THE_START_MS = 3000

export async function register(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const container = navigator.serviceWorker
  const isFirst = container.controller === null
  const registration = await container.register(WORKER, { scope: '/scan' }).catch(() => null) // told by `hindrances`
  if (!registration?.waiting || isFirst || performance.now() > AT_THE_START_MS) return
  container.addEventListener('controllerchange', () => location.reload(), { once: true })
  registration.waiting.postMessage('take over')
}
