/** Two clocks: the phone's, which people set, and one that never steps; and how far the gateway's is from the first. */
import { fact, setFact, type Offset } from '../keeping/database'

export interface Clocks {
  readonly wall_ms: number
  readonly monotonic_ms: number
  readonly origin_ms: number
}

/** The second never steps while the page is open, and begins where the phone's clock was when it was opened. */
export function clocks(): Clocks {
  return { wall_ms: Date.now(), monotonic_ms: Math.round(performance.timeOrigin + performance.now()), origin_ms: performance.timeOrigin }
}

/** From an answer that was asked for at `asked` and came at `come`: half of the way lies before the gateway's word. */
export function measured(serverTime: string, asked: Clocks, come: Clocks): Offset {
  const way_ms = come.monotonic_ms - asked.monotonic_ms
  return { ...come, offset_ms: Date.parse(serverTime) + way_ms / 2 - come.wall_ms }
}

/**
 * The gateway's clock minus the phone's, now; null where it was never measured. Where somebody has set the phone's clock
 * since, it has moved against the other one; on another page that cannot be told, and what was measured last holds.
 */
export function offsetNow(known: Offset | undefined, now: Clocks): number | null {
  if (!known) return null
  if (known.origin_ms !== now.origin_ms) return Math.round(known.offset_ms)
  const stepped_ms = now.wall_ms - known.wall_ms - (now.monotonic_ms - known.monotonic_ms)
  return Math.round(known.offset_ms - stepped_ms)
}

export async function rememberOffset(serverTime: string, asked: Clocks): Promise<void> {
  await setFact('offset', measured(serverTime, asked, clocks()))
}

export async function knownOffset(): Promise<Offset | undefined> {
  return fact('offset')
}
