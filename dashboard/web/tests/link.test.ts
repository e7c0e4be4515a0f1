import { describe, expect, it } from 'vitest'
import { newLink, nextLink, retryDelay, SILENT_MS, type Link } from '../src/link'

const up = (at: number): Link => nextLink(nextLink(newLink(at), { type: 'connect' }), { type: 'message', at })

describe('the live link', () => {
  it('is up with the first message', () => {
    expect(up(1000)).toEqual({ phase: 'up', attempt: 0, heardAt: 1000, lostSince: null, retryAt: null })
  })

  it('is not lost by a silence of exactly the limit, and lost by any longer one, since the last message', () => {
    const link = up(1000)
    expect(nextLink(link, { type: 'tick', at: 1000 + SILENT_MS })).toBe(link)
    expect(nextLink(link, { type: 'tick', at: 1001 + SILENT_MS }).lostSince).toBe(1000)
  })

  it('is lost at once when the socket closes, and stays lost since then through failed tries', () => {
    const closed = nextLink(up(1000), { type: 'closed', at: 1500, chance: 0 })
    expect([closed.phase, closed.lostSince, closed.retryAt]).toEqual(['closed', 1000, 2000])
    const again = nextLink(nextLink(closed, { type: 'connect' }), { type: 'closed', at: 2100, chance: 1 })
    expect([again.attempt, again.lostSince, again.retryAt]).toEqual([2, 1000, 3100])
  })

  it('comes back with the next message, from the first delay on', () => {
    const closed = nextLink(up(1000), { type: 'closed', at: 1500, chance: 0 })
    const back = nextLink(nextLink(closed, { type: 'connect' }), { type: 'message', at: 9000 })
    expect([back.phase, back.lostSince, back.attempt]).toEqual(['up', null, 0])
  })

  it('waits from half a second up to ten, the later ones by chance in the upper half', () => {
    expect(retryDelay(0, 0.9)).toBe(500)
    expect([retryDelay(3, 0), retryDelay(3, 1)]).toEqual([2000, 4000])
    expect([retryDelay(50, 0), retryDelay(50, 1)]).toEqual([5000, 10_000])
  })
})
