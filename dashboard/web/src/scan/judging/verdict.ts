/** What a scan means on this phone. It decides nothing but what the guard is told: the gateway judges again. */
import type { Kept } from '../keeping/database'
import type { Walk } from './rounds'

export const DUPLICATE_MS = 120_000

/**
 * good          kept; `skipped` names the stops of a fixed route that were passed over
 * elsewhere     a checkpoint, but none of this round: kept
 * duplicate     this checkpoint was kept `ago_ms` ago: not kept again, but more may be said there
 * unproved      looks like a code of ours and is none that this phone knows: kept only when the guard says so
 * unreadable    no code of ours
 */
export type Verdict =
  | { readonly kind: 'good'; readonly checkpoint: string; readonly skipped: readonly string[] }
  | { readonly kind: 'elsewhere'; readonly checkpoint: string }
  | { readonly kind: 'duplicate'; readonly checkpoint: string; readonly ago_ms: number; readonly seq: number }
  | { readonly kind: 'unproved' }
  | { readonly kind: 'unreadable' }

function skipped(walk: Walk, checkpoint: string): readonly string[] {
  const at = walk.stops.findIndex((known) => known.stop.checkpoint === checkpoint)
  return walk.stops.slice(0, at).filter((known) => !known.visited && !known.excused).map((known) => known.stop.checkpoint)
}

/** `newest` are the last records, the newest first; `walk` is null where no round is on. */
export function verdict(checkpoint: string, newest: readonly Kept[], walk: Walk | null, isFixed: boolean, now: number): Verdict {
  const before = newest.find((record) => record.checkpoint === checkpoint)
  const ago_ms = before ? now - Date.parse(before.time) : Infinity
  if (before && ago_ms >= 0 && ago_ms < DUPLICATE_MS) return { kind: 'duplicate', checkpoint, ago_ms, seq: before.seq }
  const isOn = walk?.stops.some((known) => known.stop.checkpoint === checkpoint) ?? false
  if (!walk || !isOn) return { kind: 'elsewhere', checkpoint }
  return { kind: 'good', checkpoint, skipped: isFixed ? skipped(walk, checkpoint) : [] }
}
