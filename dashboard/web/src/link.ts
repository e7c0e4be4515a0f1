/** The live link as a state machine: events in, the next state out. No clock, no socket. */

export const SILENT_MS = 5_000
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 10_000

/** `closed`: no socket, a retry is due at `retryAt`. `up`: messages come. */
export type Phase = 'connecting' | 'up' | 'closed'

export interface Link {
  readonly phase: Phase
  /** How many tries have failed since the last message. */
  readonly attempt: number
  readonly heardAt: number
  /** When the screen ceased to be live; null while it is. */
  readonly lostSince: number | null
  readonly retryAt: number | null
}

export type LinkEvent =
  | { readonly type: 'connect' }
  | { readonly type: 'message'; readonly at: number }
  | { readonly type: 'closed'; readonly at: number; readonly chance: number }
  | { readonly type: 'tick'; readonly at: number }

export function newLink(at: number): Link {
  return { phase: 'closed', attempt: 0, heardAt: at, lostSince: null, retryAt: at }
}

/** 0.5 s doubling up to 10 s, of which the upper half is left to `chance` (0…1). */
export function retryDelay(attempt: number, chance: number): number {
  const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10))
  return attempt === 0 ? FIRST_RETRY_MS : longest / 2 + (longest / 2) * chance
}

/** A closed socket is lost at once; a silent one after SILENT_MS, counted from the last message. */
export function nextLink(link: Link, event: LinkEvent): Link {
  switch (event.type) {
    case 'connect':
      return { ...link, phase: 'connecting', retryAt: null }
    case 'message':
      return { phase: 'up', attempt: 0, heardAt: event.at, lostSince: null, retryAt: null }
    case 'closed':
      return {
        ...link,
        phase: 'closed',
        attempt: link.attempt + 1,
        lostSince: link.lostSince ?? link.heardAt,
        retryAt: event.at + retryDelay(link.attempt, event.chance),
      }
    case 'tick':
      if (link.lostSince !== null || event.at - link.heardAt <= SILENT_MS) return link
      return { ...link, lostSince: link.heardAt }
  }
}
