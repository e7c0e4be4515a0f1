/** What stands at a gate, and what of it a person has to decide. */
import type { Gate, Passage } from './api/types'

export type Decision = Passage['decision']

/** Whoever came so long ago has gone: plates are still put right, but nothing is opened by it any more. */
export const GONE_MS = 600_000
/** So long somebody is waited for who may have turned round. */
const GIVEN_UP_MS = 300_000

/** How a passage stands out. `ask`: somebody waits for a person; `stopped`: not let in; `failed`: let in, and the arm stays down. */
export type Mood = 'quiet' | 'ask' | 'stopped' | 'blocked' | 'failed'

export function moodOf(passage: Passage, waits: boolean): Mood {
  if (passage.outcome === 'failed') return 'failed'
  if (passage.decision === 'open') return 'quiet'
  if (passage.reason === 'blocked_vehicle') return 'blocked'
  if (passage.decision === 'refuse') return 'stopped'
  return waits ? 'ask' : 'quiet'
}

const wentThrough = (passage: Passage): boolean => passage.decision === 'open' && ['opened', 'none'].includes(passage.outcome)

/** Who waits for a person, by id. Where a vehicle goes through, those before it have gone. */
export function waitingAmong(passages: Iterable<Passage>, now: number): ReadonlySet<string> {
  const all = [...passages]
  const through = new Map<string, string>()
  for (const { id, gate } of all.filter(wentThrough)) if (id > (through.get(gate) ?? '')) through.set(gate, id)
  const waits = all.filter((one) => one.decision === 'ask' && one.id > (through.get(one.gate) ?? '') && now - Date.parse(one.time) < GIVEN_UP_MS)
  return new Set(waits.map((one) => one.id))
}

/** Still before the barrier, as far as is known: not let through yet, and not long ago. */
export const isStanding = (passage: Passage, now: number): boolean =>
  (passage.decision !== 'open' || passage.outcome === 'failed') && now - Date.parse(passage.time) < GONE_MS

const newestFirst = (a: Passage, b: Passage): number => (a.id < b.id ? 1 : -1)

/** The passages of a gate: those who wait on top, the longest wait first, then the newest. */
export function inOrder(passages: Iterable<Passage>, gate: string, waits: ReadonlySet<string>): Passage[] {
  const its = [...passages].filter((passage) => passage.gate === gate).sort(newestFirst)
  return [...its.filter((passage) => waits.has(passage.id)).reverse(), ...its.filter((passage) => !waits.has(passage.id))]
}

/** The gate that a key means: the one in hand, else where somebody has waited longest, else the only one. */
export function gateInHand(gates: readonly Gate[], held: string | null, passages: Iterable<Passage>, waits: ReadonlySet<string>): Gate | undefined {
  const longest = [...passages].filter((passage) => waits.has(passage.id)).sort(newestFirst).at(-1)
  const wanted = held ?? longest?.gate ?? (gates.length === 1 ? gates[0]?.id : undefined)
  return gates.find((gate) => gate.id === wanted)
}

export interface Sign {
  readonly text: string
  /** The camera was not sure of it. */
  readonly uncertain: boolean
}

/** A plate is set with a gap after province and letter; anything else in one piece. */
const CHINESE = /^[\u4e00-\u9fff][A-Z]/

/** The signs of a plate in its parts. What was not agreed on is shown as the camera saw it. */
export function signsOf(passage: Pick<Passage, 'plate' | 'seen' | 'uncertain'>): readonly (readonly Sign[])[] {
  const text = [...(passage.plate || passage.seen)]
  const asSeen = !passage.plate || passage.plate === passage.seen
  const signs = text.map((sign, place) => ({ text: sign, uncertain: asSeen && passage.uncertain.includes(place) }))
  return CHINESE.test(text.join('')) ? [signs.slice(0, 2), signs.slice(2)] : [signs]
}

/** What else the plate may be: the camera's own reading and its candidates, without the one that holds. */
export function alternatives(passage: Pick<Passage, 'plate' | 'seen' | 'candidates'>): readonly string[] {
  return [...new Set([passage.seen, ...passage.candidates])].filter((text) => text !== '' && text !== passage.plate)
}

