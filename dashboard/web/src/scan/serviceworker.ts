/** Keeps the guard's page on the phone, whole, so that it opens without a network; and sends what waits once there is one. */
import { door } from './sending/door'
import { flush } from './sending/flush'

/** Filled in by the build: everything that the page needs, and a name for just this set of it. */
declare const FILES: readonly string[]
declare const VERSION: string

interface Extended extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Asked extends Extended {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Worker {
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'fetch', act: (event: Asked) => void): void
  addEventListener(type: 'message', act: (event: MessageEvent) => void): void
  addEventListener(type: 'install' | 'activate' | 'sync', act: (event: Extended) => void): void
}

const PAGE = '/scan'
const OURS = 'gatehouse-scan-'
const NAME = `${OURS}${VERSION}`
const kept = new Set(FILES)
const worker = self as unknown as Worker

async function store(): Promise<void> {
  const cache = await caches.open(NAME)
  await cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })))
}

async function forgetOthers(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME)
  await Promise.all(others.map((name) => caches.delete(name)))
  await worker.clients.claim()
}

async function fromPhone(request: Request, path: string): Promise<Response> {
  return (await (await caches.open(NAME)).match(path)) ?? fetch(request)
}

async function send(): Promise<void> {
  if ((await flush(door)) === 'away') throw new Error('the gateway does not answer') // the browser tries again later
  new BroadcastChannel('gatehouse-scan').postMessage('changed')
}

worker.addEventListener('install', (event) => event.waitUntil(store()))
worker.addEventListener('activate', (event) => event.waitUntil(forgetOthers()))
worker.addEventListener('sync', (event) => event.waitUntil(send()))
worker.addEventListener('message', (event) => {
  if (event.data === 'take over') void worker.skipWaiting()
})
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  const path = request.mode === 'navigate' && (pathname === PAGE || pathname.startsWith(`${PAGE}/`)) ? PAGE : pathname
  if (kept.has(path)) event.respondWith(fromPhone(request, path))
})
