/** What a camera sees now, asked for again and again as long as somebody can see it. */
import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref } from 'vue'
import { api, ApiError } from './api/client'

const PACE_MS = 500
/** After a failure: a camera that is away is not asked twice a second. */
const SLOW_MS = 3_000

export interface Frame {
  /** Of the picture, in this browser alone. */
  readonly url: string
  /** When the camera took it, by this browser's clock. */
  readonly at: number
}

/** How long from the start of one request to the next. */
export const nextIn = (tookMs: number, failed: boolean): number => Math.max(0, (failed ? SLOW_MS : PACE_MS) - tookMs)

async function ask(device: string): Promise<Frame> {
  const response = await api.raw(`/devices/${device}/picture`)
  const blob = await response.blob()
  return { url: URL.createObjectURL(blob), at: Date.now() - 1000 * Number(response.headers.get('X-Age-S') ?? 0) }
}

/** The newest frame; `none`: the camera has not shown any yet. Not asked while `box` is out of sight or `device` is empty. */
export function useFrames(device: () => string, box: Ref<HTMLElement | null>) {
  const frame = shallowRef<Frame | null>(null)
  const none = shallowRef(false)
  const inSight = shallowRef(false)
  const inFront = shallowRef(document.visibilityState === 'visible')
  const seen = new IntersectionObserver(([entry]) => (inSight.value = entry?.isIntersecting ?? false))
  let timer = 0
  let turn = 0

  function take(next: Frame | null): void {
    if (frame.value) URL.revokeObjectURL(frame.value.url)
    frame.value = next
  }

  async function go(mine: number): Promise<void> {
    const from = performance.now()
    let failed = false
    try {
      const next = await ask(device())
      if (mine !== turn) return URL.revokeObjectURL(next.url)
      none.value = false
      take(next)
    } catch (error) {
      failed = true
      if (mine !== turn) return
      none.value = error instanceof ApiError && error.status === 404
    }
    timer = window.setTimeout(() => void go(mine), nextIn(performance.now() - from, failed))
  }

  function stop(): void {
    turn += 1
    window.clearTimeout(timer)
  }

  watch(device, () => take(null))
  watch([device, inSight, inFront], () => {
    stop()
    if (device() && inSight.value && inFront.value) void go(turn)
  })
  const looked = (): void => void (inFront.value = document.visibilityState === 'visible')
  onMounted(() => {
    if (box.value) seen.observe(box.value)
    document.addEventListener('visibilitychange', looked)
  })
  onBeforeUnmount(() => {
    stop()
    seen.disconnect()
    document.removeEventListener('visibilitychange', looked)
    take(null)
  })
  return { frame, none }
}
