/** Where the phone is, if it knows and may say: it only ever adds to a scan, and nothing waits for it. */
import type { Position } from './wire'

const OLD_MS = 60_000
let last: { at: number; position: Position } | null = null

export function watchPosition(): () => void {
  if (!('geolocation' in navigator)) return () => {}
  const watch = navigator.geolocation.watchPosition(
    ({ timestamp, coords }) => {
      last = { at: timestamp, position: { lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy } }
    },
    () => (last = null),
    { enableHighAccuracy: true, maximumAge: 10_000, timeout: 30_000 },
  )
  return () => navigator.geolocation.clearWatch(watch)
}

/** Of the last minute, or null. */
export function position(now: number): Position | null {
  return last && now - last.at < OLD_MS ? last.position : null
}
