/** A round and a record as they come, for the tests of the guard's page. */
import type { Kept } from '../../src/scan/keeping/database'
import type { Made } from '../../src/scan/keeping/records'
import type { Round } from '../../src/scan/wire'

export const AT = Date.parse('2026-01-31T08:00:00.000Z')
const MIN_MS = 60_000
const moment = (minutes: number): string => new Date(AT + minutes * MIN_MS).toISOString()

/** Open from 5 min before its start until 15 after. */
export function aRound(id: string, startMin: number, stops: readonly string[]): Round {
  const [opens_at, due_at, closes_at] = [moment(startMin - 5), moment(startMin), moment(startMin + 15)]
  return {
    id, route: id, name: { zh: id, en: id }, kind: 'patrol', starts_at: due_at, opens_at, closes_at, guard: null, team: [],
    stops: stops.map((checkpoint) => ({
      checkpoint, name: { zh: checkpoint, en: checkpoint }, key: false, opens_at, due_at, closes_at, state: 'due' as const,
    })),
  }
}

export function aRecord(seq: number, checkpoint: string, other: Partial<Kept> = {}): Kept {
  return {
    id: `id-${seq}`, seq, checkpoint, code: null, uid: null, method: 'manual', round: null, phone: 'p', previous: '', digest: '', offset_ms: null,
    time: moment(0), monotonic_ms: 0, position: null, result: 'ok', finding: null, checks: {}, note: '', signed: false, who: 'li', state: 'kept',
    told_until: 0, refusal: '', taken: null, ...other,
  }
}

export const made = (checkpoint: string, other: Partial<Made> = {}): Made => ({
  checkpoint, code: '12345678', uid: null, method: 'manual', round: 'night', who: 'li', at: AT, monotonic_ms: 5, offset_ms: null, position: null, ...other,
})
